using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The arguments that the normalisations with gamma and beta have in common.</summary>
internal sealed record NormArgs(
    double Epsilon, bool Center, bool Scale, IInitializer BetaInitializer, IInitializer GammaInitializer, IRegularizer? BetaRegularizer,
        IRegularizer? GammaRegularizer)
{
    internal static NormArgs Of(
        double epsilon, bool center, bool scale, object? betaInitializer, object? gammaInitializer, object? betaRegularizer,
            object? gammaRegularizer) =>
        new(epsilon, center, scale, LayerOptions.Initializer(betaInitializer, "zeros"), LayerOptions.Initializer(gammaInitializer, "ones"),
            Regularizers.Find(betaRegularizer), Regularizers.Find(gammaRegularizer));

    internal static NormArgs Of(LayerConfig c) =>
        Of(c.Double("epsilon", 1e-3), c.Bool("center", true), c.Bool("scale", true), c.Initializer("beta_initializer"),
        c.Initializer("gamma_initializer"), c.Regularizer("beta_regularizer"), c.Regularizer("gamma_regularizer"));

    /// <summary>gamma and beta; float32 beside half types.</summary>
    internal (ResourceVariable? Gamma, ResourceVariable? Beta) AddWeights(Layer layer, Shape shape)
    {
        TF_DataType type = layer.DType is TF_DataType.TF_HALF or TF_DataType.TF_BFLOAT16 ? TF_DataType.TF_FLOAT : layer.DType;
        ResourceVariable? gamma = Scale ? layer.AddWeight("gamma", shape, type, GammaInitializer, GammaRegularizer) : null;
        ResourceVariable? beta = Center ? layer.AddWeight("beta", shape, type, BetaInitializer, BetaRegularizer) : null;
        return (gamma, beta);
    }

    internal OrderedDictionary<string, object?> Config() => new()
    {
        ["epsilon"] = Epsilon,
        ["center"] = Center,
        ["scale"] = Scale,
        ["beta_initializer"] = Initializers.serialize(BetaInitializer),
        ["gamma_initializer"] = Initializers.serialize(GammaInitializer),
        ["beta_regularizer"] = Regularizers.serialize(BetaRegularizer),
        ["gamma_regularizer"] = Regularizers.serialize(GammaRegularizer),
        ["beta_constraint"] = null,
        ["gamma_constraint"] = null,
    };
}
