using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The arguments of multi-head attention.</summary>
internal sealed record MultiHeadOptions(
    int NumHeads,
    int KeyDim,
    int ValueDim,
    double Dropout,
    bool UseBias,
    Shape? OutputShape,
    int[]? AttentionAxes,
    IInitializer KernelInitializer,
    IInitializer BiasInitializer,
    IRegularizer? KernelRegularizer,
    IRegularizer? BiasRegularizer,
    IRegularizer? ActivityRegularizer)
{
    internal static MultiHeadOptions Of(LayerConfig c) => new(
        c.Int("num_heads"), c.Int("key_dim"), c.Int("value_dim", c.Int("key_dim")), c.Double("dropout", 0), c.Bool("use_bias", true),
            c.Shape("output_shape"),
        c.Axes("attention_axes"), LayerOptions.Initializer(c.Initializer("kernel_initializer"), "glorot_uniform"),
            LayerOptions.Initializer(c.Initializer("bias_initializer"), "zeros"),
        c.Regularizer("kernel_regularizer"), c.Regularizer("bias_regularizer"), c.Regularizer("activity_regularizer"));

    internal void Check(string layer)
    {
        foreach ((string name, int value) in ((string, int)[])[("num_heads", NumHeads), ("key_dim", KeyDim), ("value_dim", ValueDim)])
            if (value <= 0)
                throw new ValueError($"{layer}: argument {name}: expected a positive integer; received {value}");
        if (Dropout is not (>= 0 and < 1))
            throw new ValueError($"{layer}: argument dropout: expected 0 <= dropout < 1; received {Dropout}");
    }

    internal OrderedDictionary<string, object?> Config(int[]? attentionAxes, IRegularizer? activityRegularizer) => new()
    {
        ["num_heads"] = NumHeads,
        ["key_dim"] = KeyDim,
        ["value_dim"] = ValueDim,
        ["dropout"] = Dropout,
        ["use_bias"] = UseBias,
        ["output_shape"] = LayerOptions.Nullable(OutputShape),
        ["attention_axes"] = attentionAxes,
        ["kernel_initializer"] = Initializers.serialize(KernelInitializer),
        ["bias_initializer"] = Initializers.serialize(BiasInitializer),
        ["kernel_regularizer"] = Regularizers.serialize(KernelRegularizer),
        ["bias_regularizer"] = Regularizers.serialize(BiasRegularizer),
        ["activity_regularizer"] = Regularizers.serialize(activityRegularizer),
        ["kernel_constraint"] = null,
        ["bias_constraint"] = null,
    };
}

/// <summary>The einsum equations of multi-head attention for inputs of any rank.</summary>
internal static class MultiHeadEquations
{
    /// <summary>
    /// free axes stay, bound axes are summed over, output axes come from the kernel: (equation, bias' axes, rank of the output).
    /// </summary>
    internal static (string Equation, string BiasAxes, int Rank) Projection(int free, int bound, int output)
    {
        string f = Letters(0, free), b = Letters(free, bound), o = Letters(free + bound, output);
        return ($"{f}{b},{b}{o}->{f}{o}", o, free + output);
    }

    /// <summary>
    /// Scores of key and query, then scores and value, with one more axis (heads) than the inputs: for rank 3 aecd,abcd->acbe and
    /// acbe,aecd->abcd.
    /// </summary>
    internal static (string Scores, string Combine, int ScoresRank) Attention(int inputRank, int[] attentionAxes)
    {
        int rank = inputRank + 1;
        string target = Letters(0, rank);
        int next = rank;
        string source = string.Concat(target.Select((c, i) => attentionAxes.Contains(i) ? Letters(next++, 1)[0] : c));
        string product = string.Concat(Enumerable.Range(0, rank - 1).Where(i => !attentionAxes.Contains(i)).Select(i => target[i]))
            + string.Concat(attentionAxes.Select(i => target[i])) + string.Concat(attentionAxes.Select(i => source[i]));
        return ($"{source},{target}->{product}", $"{product},{source}->{target}", product.Length);
    }

    private static string Letters(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => (char)('a' + i)));
}
