using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace TfNetZoo.Pretrained;

/// <summary>An array of a checkpoint in TensorFlow's or JAX's layout: kernels HWIO, dense (in, out).</summary>
/// <param name="Name">In the checkpoint.</param>
/// <param name="Shape">In the checkpoint.</param>
/// <param name="Values">Row-major.</param>
public sealed record NamedTensor(string Name, long[] Shape, float[] Values);

/// <summary>
/// Arrays into a model by a map of names (<see cref="SlimNames"/>, <see cref="JaxNames"/>). Layouts are Keras'; a 1x1 convolution fits a
/// dense layer, and (D, heads, width) a matrix.
/// </summary>
public static class NamedWeights
{
    /// <summary>Sets weights. Everything is checked before anything changes.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="tensors">The checkpoint.</param>
    /// <param name="map">From a name to a path of <see cref="WeightPaths"/>; null leaves the tensor out.</param>
    /// <returns>The paths of weights that the checkpoint has nothing for; they stay as they are.</returns>
    /// <exception cref="ValueError">A path that the model lacks, a shape that does not fit, a weight that comes twice.</exception>
    public static IReadOnlyList<string> Load(Model model, IEnumerable<NamedTensor> tensors, Func<string, string?> map) =>
        Load(model, tensors, name => map(name) is { } path ? (path, -1) : null);

    /// <summary>Sets weights of which some come in three parts along the last axis.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="tensors">The checkpoint.</param>
    /// <param name="map">From a name to a path and a part (0, 1, 2; -1: the whole weight); null leaves the tensor out.</param>
    /// <inheritdoc cref="Load(Model, IEnumerable{NamedTensor}, Func{string, string?})"/>
    public static IReadOnlyList<string> Load(Model model, IEnumerable<NamedTensor> tensors, Func<string, (string Path, int Part)?> map)
    {
        IReadOnlyDictionary<string, IVariableV1> weights = WeightPaths.Of(model);
        var values = new Dictionary<string, float[]>();
        var seen = new Dictionary<string, int>();
        foreach (NamedTensor tensor in tensors)
        {
            if (map(tensor.Name) is not { } target)
                continue;
            if (!weights.TryGetValue(target.Path, out IVariableV1? variable))
                throw new ValueError($"weights: '{tensor.Name}': expected a weight '{target.Path}' in model '{model.Name}'; it has none");
            // One bit for each part, all three for the whole.
            int bits = target.Part < 0 ? 7 : 1 << target.Part, before = seen.GetValueOrDefault(target.Path);
            if ((before & bits) != 0)
                throw new ValueError($"weights: '{tensor.Name}': expected one tensor for '{target.Path}'; received another one before");
            seen[target.Path] = before | bits;
            if (!values.TryGetValue(target.Path, out float[]? array))
                values[target.Path] = array = new float[variable.shape.size];
            Put(tensor, variable, target.Part, array);
        }
        if (seen.FirstOrDefault(s => s.Value != 7) is { Key: { } partial })
            throw new ValueError($"weights: expected three parts for '{partial}'; received fewer");
        foreach ((string path, float[] array) in values)
            weights[path].assign(new Tensor(array, weights[path].shape), read_value: false);
        return [.. weights.Keys.Where(p => !values.ContainsKey(p))];
    }

    private static void Put(NamedTensor tensor, IVariableV1 variable, int part, float[] target)
    {
        int columns = (int)variable.shape[-1], parts = part < 0 ? 1 : 3;
        long[] have = Squeeze(tensor.Shape, variable.shape.ndim), want = [.. variable.shape.dims];
        want[^1] /= parts;
        if (!have.SequenceEqual(want) || tensor.Values.LongLength * parts != target.LongLength)
            throw new ValueError($"weights: '{tensor.Name}': expected the shape of '{variable.Name}', [{string.Join(", ", want)}]; "
                + $"received [{string.Join(", ", tensor.Shape)}]");
        int width = columns / parts, first = Math.Max(part, 0) * width;
        for (int row = 0; row < tensor.Values.Length / width; row++)
            Array.Copy(tensor.Values, row * width, target, row * columns + first, width);
    }

    // (1, 1, in, out) -> (in, out); (D, heads, width) -> (D, heads * width) and (heads, width, D) -> (heads * width, D), told apart by
    // which pair makes a square; (heads, width) -> (heads * width).
    private static long[] Squeeze(long[] shape, int rank) => (shape, rank) switch
    {
        ([1, 1, var i, var o], 2) => [i, o],
        ([var a, var b, var c], 2) when a == b * c => [a, a],
        ([var a, var b, var c], 2) when a * b == c => [c, c],
        ([var a, var b], 1) => [a * b],
        _ => shape,
    };
}
