namespace Tensorflow.Keras.Optimizers;

/// <summary>
/// Clipping of gradients, on their device, without waiting for it. The first of clipnorm, global_clipnorm, clipvalue counts.
/// </summary>
internal static class GradientClipping
{
    internal static Tensor[] Clip(Tensor[] gradients, OptimizerOptions options)
    {
        if (options.clipnorm is > 0 and { } norm)
            return Each(gradients, g => ByNorm(g, norm));
        if (options.global_clipnorm is > 0 and { } globalNorm)
            return ByGlobalNorm(gradients, globalNorm);
        if (options.clipvalue is > 0 and { } value)
            return Each(gradients, g => new Untracked(g).Min(value).Max(-value).Value);
        return gradients;
    }

    private static Tensor[] Each(Tensor[] gradients, Func<Tensor, Tensor> clip) =>
        Array.ConvertAll(gradients, g => g is null ? g! : clip(g));

    /// <summary>g * c / max(norm(g), c).</summary>
    private static Tensor ByNorm(Tensor gradient, double clip)
    {
        var g = new Untracked(gradient);
        return (g * clip / g.Square().Sum().Sqrt().Max(clip)).Value;
    }

    /// <summary>All gradients times c / max(norm of all, c); an infinite norm makes them NaN, so that it is seen.</summary>
    private static Tensor[] ByGlobalNorm(Tensor[] gradients, double clip)
    {
        Untracked? total = null;
        foreach (Tensor g in gradients)
        {
            if (g is null)
                continue;
            Untracked squares = new Untracked(g).Square().Sum();
            total = total is { } sum ? sum + squares : squares;
        }
        if (total is not { } all)
            return gradients;
        Untracked norm = all.Sqrt();
        Untracked factor = clip / norm.Max(clip) + (norm - norm);
        return Each(gradients, g => (new Untracked(g) * factor).Value);
    }
}
