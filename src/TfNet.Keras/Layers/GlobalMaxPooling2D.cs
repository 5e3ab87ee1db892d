using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The largest value over height and width: [N, H, W, C] -> [N, C], or [N, 1, 1, C] with keepdims
/// (https://keras.io/api/layers/pooling_layers/global_max_pooling2d/).
/// </summary>
public sealed class GlobalMaxPooling2D : Layer
{
    private readonly bool _keepdims;

    public GlobalMaxPooling2D(bool keepdims = false, LayerArgs? args = null)
        : base(args)
    {
        _keepdims = keepdims;
        InputSpec = new InputSpec(ndim: 4);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Reductions.Max(inputs.Single, (1, 2), _keepdims);

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["data_format"] = "channels_last", ["keepdims"] = _keepdims });

    internal static GlobalMaxPooling2D FromConfig(LayerConfig c)
    {
        LayerOptions.ChannelsLast(c.ClassName, c.TextOrNull("data_format"));
        return new(c.Bool("keepdims", false), c.Args());
    }
}

public sealed partial class LayersApi
{
    public ILayer GlobalMaxPooling2D() => new GlobalMaxPooling2D();

    public ILayer GlobalMaxPooling2D(string data_format)
    {
        LayerOptions.ChannelsLast("GlobalMaxPooling2D", data_format);
        return new GlobalMaxPooling2D();
    }

    public ILayer GlobalMaxPooling2D(bool keepdims, string? name = null) => new GlobalMaxPooling2D(keepdims, LayerOptions.Of(name));
}
