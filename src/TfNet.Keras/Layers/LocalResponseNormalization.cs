using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// AlexNet's normalisation over neighbouring channels (Krizhevsky et al. 2012, section 3.3): x / (bias + alpha * sum of the squares of
/// the 2 * depth_radius + 1 channels around)^beta. [N, H, W, C]. Keras has no such layer; the arguments are those of
/// tf.nn.local_response_normalization.
/// </summary>
public sealed class LocalResponseNormalization : Layer
{
    private readonly int _depthRadius;
    private readonly double _bias;
    private readonly double _alpha;
    private readonly double _beta;

    public LocalResponseNormalization(int depth_radius = 5, double bias = 1, double alpha = 1, double beta = 0.5, LayerArgs? args = null)
        : base(args)
    {
        if (depth_radius < 0)
            throw new ValueError(
                $"LocalResponseNormalization '{Name}': argument depth_radius: expected a number >= 0; received {depth_radius}");
        (_depthRadius, _bias, _alpha, _beta) = (depth_radius, bias, alpha, beta);
        InputSpec = new InputSpec(ndim: 4);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Tensorflow.LocalResponseNormalization.Apply(inputs.Single, _depthRadius, _bias, _alpha, _beta);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["depth_radius"] = _depthRadius,
        ["bias"] = _bias,
        ["alpha"] = _alpha,
        ["beta"] = _beta,
    });

    internal static LocalResponseNormalization FromConfig(LayerConfig c) =>
        new(c.Int("depth_radius", 5), c.Double("bias", 1), c.Double("alpha", 1), c.Double("beta", 0.5), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer LocalResponseNormalization(int depth_radius = 5, double bias = 1, double alpha = 1, double beta = 0.5,
        string? name = null) =>
        new LocalResponseNormalization(depth_radius, bias, alpha, beta, LayerOptions.Of(name));
}
