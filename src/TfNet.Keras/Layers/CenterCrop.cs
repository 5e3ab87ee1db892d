using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The middle height x width cells of images (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/). A smaller
/// image is cropped to the target's proportions and resized, not padded.
/// </summary>
public sealed class CenterCrop : Layer
{
    private readonly int _height;
    private readonly int _width;

    public CenterCrop(int height, int width, LayerArgs? args = null)
        : base(args)
    {
        if (height <= 0 || width <= 0)
            throw new ValueError($"CenterCrop '{Name}': argument height: expected positive integers; received ({height}, {width})");
        (_height, _width) = (height, width);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = MathOps.Cast(ImageOps.Image($"CenterCrop '{Name}'", inputs.Single), ComputeDType);
        return Crop(x);
    }

    private Tensor Crop(Tensor x)
    {
        (long h, long w) = (x.shape[^3], x.shape[^2]);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("center_crop", x.shape.With(-3, _height).With(-2, _width), x.dtype, [x], a => Crop(a[0]));
        return h >= _height && w >= _width
            ? ImageOps.CropToBoundingBox(x, (h - _height) / 2, (w - _width) / 2, _height, _width)
            : ResizeMethods.Smart(x, _height, _width, "bilinear");
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["height"] = _height, ["width"] = _width });

    internal static CenterCrop FromConfig(LayerConfig c) => new(c.Int("height"), c.Int("width"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer CenterCrop(int height, int width, string? name = null) => new CenterCrop(height, width, LayerOptions.Of(name));
}
