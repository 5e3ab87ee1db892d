using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Enlarges maps: [N, H, W, C] -> [N, H*sh, W*sw, C] (https://keras.io/api/layers/reshaping_layers/up_sampling2d/).</summary>
public sealed class UpSampling2D : Layer
{
    private readonly int[] _size;
    private readonly string _interpolation;

    /// <param name="size">(h, w) factors; default 2.</param>
    /// <param name="data_format">"channels_last".</param>
    /// <param name="interpolation">"nearest", or a method of tf.image.resize.</param>
    /// <param name="args">Name, dtype.</param>
    public UpSampling2D(Shape? size = null, string? data_format = null, string interpolation = "nearest", LayerArgs? args = null)
        : base(args)
    {
        _size = LayerOptions.Dims("size", size, 2, 2);
        LayerOptions.ChannelsLast($"UpSampling2D '{Name}'", data_format);
        _interpolation = interpolation.ToLowerInvariant();
        if (!ResizeMethods.Contains(_interpolation))
            throw new ValueError(
                $"`interpolation` argument should be one of: {string.Join(", ", ResizeMethods.Names.Select(n => $"'{n}'"))}. Received: "
                + $"\"{interpolation}\".");
        InputSpec = new InputSpec(ndim: 4);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        if (_interpolation == "nearest")
            return Upsample.Repeat(Upsample.Repeat(x, 1, _size[0]), 2, _size[1]);
        return Enlarge(x);
    }

    private Tensor Enlarge(Tensor x)
    {
        (long h, long w) = (x.shape[1], x.shape[2]);
        if (x.IsSymbolic && (h < 0 || w < 0))
            return SymbolicOrigin.Result(
                "image.resize", new Shape(x.shape[0], h < 0 ? -1 : h * _size[0], w < 0 ? -1 : w * _size[1], x.shape[3]),
                    TF_DataType.TF_FLOAT, [x], a => Enlarge(a[0]));
        return Resize.Apply(x, checked(h * _size[0]), checked(w * _size[1]), _interpolation);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(),
            new() { ["size"] = _size, ["data_format"] = "channels_last", ["interpolation"] = _interpolation });

    internal static UpSampling2D FromConfig(LayerConfig c) =>
        new(c.Shape("size"), c.TextOrNull("data_format"), c.Text("interpolation", "nearest"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer UpSampling2D(Shape? size = null, string? data_format = null, string interpolation = "nearest") =>
        new UpSampling2D(size, data_format, interpolation);

    public ILayer UpSampling2D(string? name, Shape? size = null, string? data_format = null, string interpolation = "nearest") =>
        new UpSampling2D(size, data_format, interpolation, LayerOptions.Of(name));
}
