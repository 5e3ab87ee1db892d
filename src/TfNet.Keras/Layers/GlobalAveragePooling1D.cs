using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The mean over the steps: [N, L, C] -> [N, C], or [N, 1, C] with keepdims
/// (https://keras.io/api/layers/pooling_layers/global_average_pooling1d/).
/// </summary>
public sealed class GlobalAveragePooling1D : Layer
{
    private readonly bool _keepdims;

    public GlobalAveragePooling1D(bool keepdims = false, LayerArgs? args = null)
        : base(args)
    {
        _keepdims = keepdims;
        InputSpec = new InputSpec(ndim: 3);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Reductions.Mean(inputs.Single, 1, _keepdims);

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["data_format"] = "channels_last", ["keepdims"] = _keepdims });

    internal static GlobalAveragePooling1D FromConfig(LayerConfig c)
    {
        LayerOptions.ChannelsLast(c.ClassName, c.TextOrNull("data_format"));
        return new(c.Bool("keepdims", false), c.Args());
    }
}

public sealed partial class LayersApi
{
    public ILayer GlobalAveragePooling1D() => new GlobalAveragePooling1D();

    public ILayer GlobalAveragePooling1D(string data_format)
    {
        LayerOptions.ChannelsLast("GlobalAveragePooling1D", data_format);
        return new GlobalAveragePooling1D();
    }

    public ILayer GlobalAveragePooling1D(bool keepdims, string? name = null) => new GlobalAveragePooling1D(keepdims, LayerOptions.Of(name));
}
