using System.Text.RegularExpressions;

namespace Tensorflow.Keras.Layers;

/// <summary>The shapes that follow from an EinsumDense equation: [X],[Y]->[Z], ...[X],[Y]->...[Z] or [X]...,[Y]->[Z]....</summary>
internal sealed partial record EinsumSpec(Shape Weight, Shape? Bias)
{
    internal static EinsumSpec Of(string equation, string? biasAxes, Shape input, Shape outputShape)
    {
        string plain = equation.Replace("...", "0", StringComparison.Ordinal);
        foreach ((Regex form, bool leftElided) in ((Regex, bool)[])[(Whole(), false), (LeftElided(), true), (RightElided(), false)])
            if (form.Match(plain) is { Success: true } m)
                return Of(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, biasAxes, input, outputShape, leftElided);
        throw new ValueError(
            $"Invalid einsum equation '{equation}'. Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z], or "
                + "[X]...,[Y]->[Z]....");
    }

    private static EinsumSpec Of(string inputs, string weights, string outputs, string? biasAxes, Shape input, Shape outputShape,
        bool leftElided)
    {
        int elided = input.ndim - inputs.Length;
        if (elided < 0)
            throw new ValueError($"EinsumDense: expected an input of at least {inputs.Length} axes ('{inputs}'); received shape {input}");
        var output = new List<long>(outputShape);
        output.Insert(0, input[0]);
        if (leftElided)
            for (int i = 1; i < elided; i++)
                output.Insert(1, input[i]);
        else
            for (int i = input.ndim - elided; i < input.ndim; i++)
                output.Add(input[i]);
        int shift = leftElided ? elided : 0;
        if (output.Count < shift + outputs.Length)
            throw new ValueError(
                $"EinsumDense: argument output_shape: expected {outputs.Length - 1} extents for '{outputs}'; received {outputShape}");
        long In(char c) => input[inputs.IndexOf(c) + shift];
        long Out(char c) => output[outputs.IndexOf(c) + shift];
        foreach (char c in inputs.Where(outputs.Contains))
            if (Out(c) >= 0 && Out(c) != In(c))
                throw new ValueError(
                    $"Input shape and output shape do not match at shared dimension '{c}'. Input shape is {In(c)}, and output shape is "
                    + $"{Out(c)}.");
        foreach (char c in outputs)
            if (!inputs.Contains(c) && !weights.Contains(c))
                throw new ValueError(
                    $"Dimension '{c}' was specified in the output '{outputs}' but has no corresponding dim in the input spec '{inputs}' "
                        + $"or weight spec '{outputs}'");
        Shape weight = new([.. weights.Select(c => inputs.Contains(c) ? In(c) : outputs.Contains(c) ? Out(c)
            : throw new ValueError(
                $"Weight dimension '{c}' did not have a match in either the input spec '{inputs}' or the output spec '{outputs}'. For "
                    + "this layer, the weight must be fully specified."))]);
        return new EinsumSpec(weight, biasAxes is null ? null : BiasShape(outputs, biasAxes, Out, leftElided ? 0 : elided));
    }

    private static Shape BiasShape(string outputs, string axes, Func<char, long> extent, int trailing)
    {
        foreach (char c in axes)
            if (!outputs.Contains(c))
                throw new ValueError($"Bias dimension '{c}' was requested, but is not part of the output spec '{outputs}'");
        int first = axes.Min(c => outputs.IndexOf(c));
        return new Shape([.. outputs[first..].Select(c => axes.Contains(c) ? extent(c) : 1), .. Enumerable.Repeat(1L, trailing)]);
    }

    [GeneratedRegex("^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$")]
    private static partial Regex Whole();

    [GeneratedRegex("^0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)$")]
    private static partial Regex LeftElided();

    [GeneratedRegex("^([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0$")]
    private static partial Regex RightElided();
}
