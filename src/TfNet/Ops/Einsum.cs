using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// Einstein summation as transpositions and matrix products: each pair of operands becomes
/// [batch.., rows, contracted] x [batch.., contracted, columns]. Gradients are those of these ops.
/// </summary>
internal static class Einsum
{
    internal static Tensor Apply(string equation, IReadOnlyList<Tensor> operands)
    {
        (string[] inputs, string output) = Parse(equation, operands);
        if (operands.Any(t => t.IsSymbolic))
            return SymbolicOrigin.Result(
                "einsum", new Shape(output.Select(c => Extent(c, inputs, operands))), operands[0].dtype, [.. operands], a =>
                    Apply(equation, a), equation: string.Join(',', inputs) + "->" + output);
        using var scope = new Scope("einsum");
        Tensor x = Prepare(operands[0], ref inputs[0], Later(inputs, 1) + output);
        string labels = inputs[0];
        for (int i = 1; i < operands.Count; i++)
        {
            Tensor y = Prepare(operands[i], ref inputs[i], labels + Later(inputs, i + 1) + output);
            (x, labels) = Product(x, labels, y, inputs[i], Later(inputs, i + 1) + output);
        }
        return scope.Return(Arrange(x, labels, output));
    }

    /// <summary>
    /// The extent of a label: a known one above 1 where there is one (an ellipsis broadcasts), else the smallest, unknown first.
    /// </summary>
    private static long Extent(char label, string[] inputs, IReadOnlyList<Tensor> operands)
    {
        long[] all = [.. inputs.SelectMany((labels, i) => labels.Select((c, k) => c == label ? operands[i].shape[k] : long.MinValue)).Where(
            n => n > long.MinValue)];
        return all.Where(n => n > 1).DefaultIfEmpty(all.Min()).First();
    }

    private static string Later(string[] inputs, int from) => string.Concat(inputs.Skip(from));

    /// <summary>Diagonals of repeated labels, and the sum over labels that nothing else has.</summary>
    private static Tensor Prepare(Tensor x, ref string labels, string wanted)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            int again = labels.IndexOf(labels[i], i + 1);
            if (again < 0)
                continue;
            x = MatrixOps.Diagonal(x, i, again);
            labels = labels.Remove(again, 1).Remove(i, 1) + labels[i];
            i = -1;
        }
        var axes = new List<int>();
        string kept = "";
        for (int i = 0; i < labels.Length; i++)
        {
            if (wanted.Contains(labels[i], StringComparison.Ordinal))
                kept += labels[i];
            else
                axes.Add(i);
        }
        labels = kept;
        return axes.Count == 0 ? x : Reductions.Sum(x, new Axis([.. axes]));
    }

    private static (Tensor, string) Product(Tensor a, string la, Tensor b, string lb, string wanted)
    {
        string batch = Of(la, c => Has(lb, c) && Has(wanted, c));
        string contracted = Of(la, c => Has(lb, c) && !Has(wanted, c));
        string rows = Of(la, c => !Has(lb, c));
        string columns = Of(lb, c => !Has(la, c));
        // Whatever order needs no copy is taken, and the product transposes.
        bool transposeA = la != batch + rows + contracted && la == batch + contracted + rows;
        bool transposeB = lb != batch + contracted + columns && lb == batch + columns + contracted;
        Tensor x = Merge(a, la, batch, transposeA ? contracted : rows, transposeA ? rows : contracted);
        Tensor y = Merge(b, lb, batch, transposeB ? columns : contracted, transposeB ? contracted : columns);
        Tensor z = MatMul.Apply(x, y, transposeA, transposeB);
        Shape lead = z.shape[..^2];
        Shape shape = lead.concatenate(Extents(a, la, rows)).concatenate(Extents(b, lb, columns));
        return (ShapeOps.Reshape(z, shape), batch + rows + columns);
    }

    private static Tensor Merge(Tensor x, string labels, string batch, string first, string second)
    {
        Tensor t = Arrange(x, labels, batch + first + second);
        Shape shape = Extents(x, labels, batch).concatenate(new Shape(Count(x, labels, first), Count(x, labels, second)));
        return ShapeOps.Reshape(t, shape);
    }

    private static long Count(Tensor x, string labels, string part)
    {
        Shape s = Extents(x, labels, part);
        return s.IsFullyDefined ? s.size : part.Length == 1 ? -1 : throw new InvalidArgumentError(
            $"einsum: argument inputs: expected known extents where axes are merged; received {x.shape}");
    }

    private static Shape Extents(Tensor x, string labels, string part) =>
        new(part.Select(c => x.shape[labels.IndexOf(c, StringComparison.Ordinal)]));

    private static Tensor Arrange(Tensor x, string labels, string order) => labels == order
        ? x
        : ShapeOps.Transpose(x, new Axis([.. order.Select(c => labels.IndexOf(c, StringComparison.Ordinal))]));

    private static string Of(string labels, Func<char, bool> keep) => new([.. labels.Where(keep)]);

    private static bool Has(string labels, char label) => labels.Contains(label, StringComparison.Ordinal);

    /// <summary>Labels for every axis: an ellipsis becomes digits-like characters counted from the right.</summary>
    private static (string[] Inputs, string Output) Parse(string equation, IReadOnlyList<Tensor> operands)
    {
        string text = equation.Replace(" ", "", StringComparison.Ordinal);
        string[] sides = text.Split("->");
        string[] inputs = sides[0].Split(',');
        if (sides.Length > 2 || inputs.Length != operands.Count || operands.Count == 0)
            throw Bad(equation, $"an equation for {operands.Count} inputs");
        int ellipsis = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            int named = inputs[i].Replace("...", "", StringComparison.Ordinal).Length;
            if (inputs[i].Contains("...", StringComparison.Ordinal))
                ellipsis = Math.Max(ellipsis, operands[i].rank - named);
            else if (named != operands[i].rank)
                throw Bad(equation, $"{operands[i].rank} labels for shape {operands[i].shape}");
        }
        string output = sides.Length == 2 ? sides[1] : Implicit(sides[0]);
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = Expand(inputs[i], operands[i].rank - inputs[i].Replace("...", "", StringComparison.Ordinal).Length, equation);
        output = Expand(output, ellipsis, equation);
        CheckLabels(equation, inputs, output, operands);
        return (inputs, output);
    }

    /// <summary>Without "->": the ellipsis, then the labels that occur once, in alphabetical order.</summary>
    private static string Implicit(string inputs)
    {
        string letters = new([.. inputs.Where(char.IsAsciiLetter)]);
        string once = new([.. letters.Where(c => letters.Count(d => d == c) == 1).Order()]);
        return inputs.Contains("...", StringComparison.Ordinal) ? "..." + once : once;
    }

    private static string Expand(string labels, int count, string equation)
    {
        if (!labels.Contains("...", StringComparison.Ordinal))
            return labels;
        if (count < 0)
            throw Bad(equation, "at most as many labels as axes");
        // Characters from U+0100 on stand for the ellipsis' axes, the last one first.
        string axes = new([.. Enumerable.Range(0, count).Select(i => (char)(0x100 + count - 1 - i))]);
        int at = labels.IndexOf("...", StringComparison.Ordinal);
        return labels[..at] + axes + labels[(at + 3)..];
    }

    private static void CheckLabels(string equation, string[] inputs, string output, IReadOnlyList<Tensor> operands)
    {
        var extents = new Dictionary<char, long>();
        for (int i = 0; i < inputs.Length; i++)
            for (int k = 0; k < inputs[i].Length; k++)
            {
                char c = inputs[i][k];
                if (!char.IsAsciiLetter(c) && c < 0x100)
                    throw Bad(equation, "letters, commas, '...' and '->'");
                long n = operands[i].shape[k];
                bool broadcasts = c >= 0x100 && (n == 1 || extents.GetValueOrDefault(c, 1) == 1);
                if (extents.TryGetValue(c, out long before) && !Check.Agree(before, n) && !broadcasts)
                    throw new InvalidArgumentError(
                        $"einsum: argument inputs: expected one extent for label '{c}' of \"{equation}\"; "
                        + $"received shapes {string.Join(" ", operands.Select(o => o.shape))}");
                extents[c] = Math.Max(n, extents.GetValueOrDefault(c, n));
            }
        foreach (char c in output)
            if (!extents.ContainsKey(c) || output.Count(d => d == c) > 1)
                throw Bad(equation, "an output of distinct labels that occur in the inputs");
    }

    private static ValueError Bad(string equation, string expected) =>
        new($"einsum: argument equation: expected {expected}; received \"{equation}\"");
}

public sealed partial class tensorflow
{
    /// <summary>Einstein summation, e.g. "bij,bjk->bik".</summary>
    public Tensor einsum(string equation, params Tensor[] inputs) => Einsum.Apply(equation, inputs);
}

public sealed partial class linalg_api
{
    /// <summary>Einstein summation, e.g. "bij,bjk->bik".</summary>
    public Tensor einsum(string equation, Tensors inputs, string? name = null) => Einsum.Apply(equation, inputs);
}
