using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// x * scale + offset in the layer's dtype, integers too; one number, or one for each channel
/// (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/).
/// </summary>
public sealed class Rescaling(double[] scale, double[] offset, LayerArgs? args = null) : Layer(args)
{
    public Rescaling(double scale, double offset = 0, LayerArgs? args = null)
        : this([scale], [offset], args)
    {
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = MathOps.Cast(inputs.Single, ComputeDType);
        Tensor y = scale.Length == 1 ? x * scale[0] : x * PerChannel(scale);
        if (offset.Length != 1)
            return y + PerChannel(offset);
        return offset[0] == 0 ? y : y + offset[0];
    }

    private Tensor PerChannel(double[] values) => MathOps.Cast(new Tensor(values, new Shape(values.Length)), ComputeDType);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["scale"] = scale.Length == 1 ? scale[0] : scale,
        ["offset"] = offset.Length == 1 ? offset[0] : offset,
    });

    internal static Rescaling FromConfig(LayerConfig c) =>
        new(c.Doubles("scale") ?? throw c.Wrong("scale", "a number", "null"), c.Doubles("offset") ?? [0], c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Rescaling(float scale, float offset = 0, Shape? input_shape = null) =>
        new Rescaling(scale, offset, LayerOptions.Of(null, inputShape: input_shape));

    public ILayer Rescaling(double scale, double offset, string? name, Shape? input_shape = null) =>
        new Rescaling(scale, offset, LayerOptions.Of(name, inputShape: input_shape));

    /// <summary>Numbers for each channel.</summary>
    public ILayer Rescaling(double[] scale, double[] offset, string? name = null) => new Rescaling(scale, offset, LayerOptions.Of(name));
}
