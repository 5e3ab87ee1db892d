using TfNet.LibTorch;
using TfNet.Random;

namespace Tensorflow;

/// <summary>Draws from categories, and random orders.</summary>
internal static class Sampling
{
    /// <summary>Class numbers [batch, samples] drawn with probabilities softmax(logits), by the largest of logits + Gumbel noise.</summary>
    internal static Tensor Categorical(Tensor logits, int samples, TF_DataType dtype, RandomKey key)
    {
        Check.Floating("categorical", logits);
        Check.Rank("categorical", logits, 2);
        Check.That(samples >= 0, "categorical", "num_samples", "a number >= 0", samples);
        Check.That(logits.shape[1] > 0, "categorical", "logits", "at least one class", logits.shape);
        using var scope = new Scope("categorical");
        var shape = new Shape(logits.shape[0], samples, logits.shape[1]);
        // 1 - u is in (0, 1], so no logarithm is of 0; of 1 the noise is infinite at most with probability 2^-53.
        Tensor u = RandomOps.Uniform(shape, 0, 1, TF_DataType.TF_DOUBLE, key);
        Tensor one = Aten.scalar(1, TF_DataType.TF_DOUBLE);
        Tensor noise = Aten.neg(Aten.log(Aten.neg(Aten.log(Aten.sub(one, u)))));
        Tensor scores = Aten.add(Aten.unsqueeze(Aten._to_copy(logits, TF_DataType.TF_DOUBLE), 1), noise);
        return scope.Return(ArgOps.ArgMax(scores, 2, dtype));
    }

    /// <summary>The rows in a random order (Fisher and Yates, each step a word of Philox).</summary>
    internal static Tensor Shuffle(Tensor x, RandomKey key)
    {
        Check.MinRank("random_shuffle", x, 1);
        using var scope = new Scope("random_shuffle");
        return scope.Return(GatherOps.Pick(x, 0, Indices.Constant(Permutation(x.shape[0], key), x.Device)));
    }

    internal static long[] Permutation(long n, RandomKey key)
    {
        var order = new long[n];
        for (long i = 0; i < n; i++)
            order[i] = i;
        var philox = new Philox(key);
        for (long i = n - 1; i > 0; i--)
        {
            (uint a, uint b, _, _) = philox.Block((ulong)i);
            // The high half of a 64-bit product is uniform on 0..i up to 2^-64 (n).
            long j = (long)Math.BigMul(((ulong)a << 32) | b, (ulong)i + 1, out _);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}

public sealed partial class random_api
{
    /// <summary>Class numbers [batch, num_samples] with probabilities softmax(logits).</summary>
    public Tensor categorical(
        Tensor logits, int num_samples, int? seed = null, string? name = null, TF_DataType output_dtype = TF_DataType.DtInvalid) =>
        Sampling.Categorical(
            logits, num_samples, output_dtype == TF_DataType.DtInvalid ? TF_DataType.TF_INT64 : output_dtype, RandomState.NextKey(seed));

    /// <summary>The rows in a random order.</summary>
    public Tensor shuffle(Tensor value, int? seed = null, string? name = null) => Sampling.Shuffle(value, RandomState.NextKey(seed));
}

public sealed partial class tensorflow
{
    /// <summary>The rows in a random order.</summary>
    public Tensor random_shuffle(Tensor value, int? seed = null, string? name = null) => random.shuffle(value, seed);
}

public sealed partial class nn_api
{
    /// <summary>
    /// Each element 0 with probability rate, else x / (1 - rate); rate or keep_prob = 1 - rate must be given.
    /// </summary>
    /// <param name="x">Floating.</param>
    /// <param name="keep_prob">The probability of keeping an element.</param>
    /// <param name="noise_shape">The shape of the draw; it is repeated to the shape of x.</param>
    /// <param name="seed">A seed of this op's own.</param>
    /// <param name="name">A name for readers.</param>
    /// <param name="rate">The probability of dropping an element, in [0, 1).</param>
    public Tensor dropout(
        Tensor x, Tensor? keep_prob = null, Tensor? noise_shape = null, int? seed = null, string? name = null, float? rate = null)
    {
        if (rate is null == keep_prob is null)
            throw new ValueError(
                "dropout: argument rate: expected one of rate and keep_prob; received " + (rate is null ? "neither" : "both"));
        double drop = rate is { } r ? Decimal(r) : 1 - (double)keep_prob!;
        Shape? noise = noise_shape is null ? null : new Shape(Indices.Numbers(noise_shape, "dropout"));
        return DropoutOp.Apply(x, drop, noise, seed);
    }

    /// <summary>The decimal number that a float literal stands for: 0.1f is meant as 0.1.</summary>
    private static double Decimal(float value) =>
        double.Parse(
            value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
