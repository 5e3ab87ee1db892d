using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// All axes but the batch become one, row-major: [N, H, W, C] -> [N, H*W*C] (https://keras.io/api/layers/reshaping_layers/flatten/).
/// </summary>
public sealed class Flatten : Layer
{
    private readonly string _dataFormat;

    public Flatten(string? data_format = null, LayerArgs? args = null)
        : base(args)
    {
        _dataFormat = data_format ?? "channels_last";
        if (_dataFormat is not ("channels_last" or "channels_first"))
            throw new ValueError(
                $"Flatten '{Name}': argument data_format: expected 'channels_last' or 'channels_first'; received '{data_format}'");
        InputSpec = new InputSpec(min_ndim: 1);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        if (_dataFormat == "channels_first" && x.rank > 2)
            x = ShapeOps.Transpose(x, new Axis([0, .. Enumerable.Range(2, x.rank - 2), 1]));
        if (x.rank == 1)
            return ShapeOps.Reshape(x, new Shape(x.shape[0], 1));
        long features = x.shape[1..].size;
        return ShapeOps.Reshape(x, new Shape(x.shape[0], features));
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["data_format"] = _dataFormat });

    internal static Flatten FromConfig(LayerConfig c) => new(c.TextOrNull("data_format"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Flatten(string? data_format = null) => new Flatten(data_format);

    public ILayer Flatten(string? data_format, string? name, Shape? input_shape = null) =>
        new Flatten(data_format, LayerOptions.Of(name, inputShape: input_shape));
}
