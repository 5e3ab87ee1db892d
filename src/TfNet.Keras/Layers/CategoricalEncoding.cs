namespace Tensorflow.Keras.Layers;

/// <summary>Integers as rows of a table of categories: one-hot, multi-hot (all of a sample in one row), counts.</summary>
internal static class CategoricalEncoding
{
    internal static string CheckMode(string layer, string mode, bool integers)
    {
        string[] known = integers ? ["int", "one_hot", "multi_hot", "count"] : ["count", "one_hot", "multi_hot"];
        return known.Contains(mode) ? mode
            : throw new ValueError(
                $"Unknown argument for output_mode. {layer} expects one of {string.Join(", ", known)}. Received: {mode}");
    }

    /// <param name="indices">Integers in [0, depth), rank up to 2 (1 for one_hot of more than one column).</param>
    /// <param name="mode">"one_hot", "multi_hot" or "count".</param>
    /// <param name="depth">Number of categories.</param>
    /// <param name="dtype">Of the result.</param>
    /// <param name="weights">What each index counts for; only with "count".</param>
    internal static Tensor Encode(Tensor indices, string mode, int depth, TF_DataType dtype, Tensor? weights = null)
    {
        Shape given = indices.shape;
        if (indices.rank == 0)
            indices = ShapeOps.ExpandDims(indices, 0);
        if (mode == "one_hot" && given.ndim > 0 && given[-1] != 1)
            indices = ShapeOps.ExpandDims(indices, -1);
        if (indices.rank > 2)
            throw new ValueError(
                $"When output_mode is not `'int'`, maximum supported output rank is 2. Received output_mode {mode} and input shape "
                    + $"{given}, which would result in output rank {indices.rank}.");
        Tensor rows = Sequences.OneHot(indices, depth, 1, 0, dtype, -1);
        if (mode != "count")
            return Reductions.Max(rows, -2);
        if (weights is not null)
            rows *= ShapeOps.ExpandDims(MathOps.Cast(weights, dtype), -1);
        return Reductions.Sum(rows, -2);
    }
}
