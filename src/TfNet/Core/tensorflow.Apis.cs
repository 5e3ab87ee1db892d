namespace Tensorflow;

/// <summary>The groups of functions under <c>tf</c>; their members stand in the files of the ops they call.</summary>
public sealed partial class tensorflow
{
    /// <summary>Layers' building blocks: activations, losses on logits, convolutions, pooling.</summary>
    public nn_api nn { get; } = new();

    /// <summary>Element-wise mathematics and reductions.</summary>
    public math_api math { get; } = new();

    /// <summary>Matrices: products, norms, decompositions.</summary>
    public linalg_api linalg { get; } = new();
}

/// <summary><c>tf.nn</c>.</summary>
public sealed partial class nn_api
{
    internal nn_api()
    {
    }
}

/// <summary><c>tf.math</c>.</summary>
public sealed partial class math_api
{
    internal math_api()
    {
    }
}

/// <summary><c>tf.linalg</c>.</summary>
public sealed partial class linalg_api
{
    internal linalg_api()
    {
    }
}
