namespace Tensorflow;

/// <summary>x + bias along the channels.</summary>
internal static class BiasAdd
{
    internal static Tensor Apply(Tensor x, Tensor bias)
    {
        CheckBias("bias_add", bias, x.shape[^1], x);
        return MathOps.Add(x, bias);
    }

    /// <summary>The sum over everything but the channels.</summary>
    internal static Tensor Gradient(Tensor dy) => dy.rank == 1 ? dy : Reductions.Sum(dy, new Axis([.. Enumerable.Range(0, dy.rank - 1)]));

    internal static void CheckBias(string op, Tensor? bias, long channels, Tensor x)
    {
        if (bias is null)
            return;
        Check.SameDType(op, x, bias);
        Check.That(bias.rank == 1 && Check.Agree(bias.shape[0], channels), op, "bias", $"shape ({channels},)", bias.shape);
    }
}
