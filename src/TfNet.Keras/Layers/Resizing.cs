using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Resizes images to height x width without antialiasing (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/):
/// [N, H, W, C] or [H, W, C], any numbers, to the layer's dtype.
/// </summary>
public sealed class Resizing : Layer
{
    private readonly int _height;
    private readonly int _width;
    private readonly string _interpolation;
    private readonly bool _crop;

    public Resizing(int height, int width, string interpolation = "bilinear", bool crop_to_aspect_ratio = false, LayerArgs? args = null)
        : base(args)
    {
        if (height <= 0 || width <= 0)
            throw new ValueError($"Resizing '{Name}': argument height: expected positive integers; received ({height}, {width})");
        (_height, _width, _interpolation, _crop) = (height, width, ResizeMethods.Check(interpolation), crop_to_aspect_ratio);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = ImageOps.Image($"Resizing '{Name}'", inputs.Single);
        // tf.image.resize gives float32 except for nearest; the layer's dtype comes last.
        if (_interpolation == "nearest")
            x = MathOps.Cast(x, ComputeDType);
        Tensor y = _crop ? ResizeMethods.Smart(MathOps.Cast(x, ComputeDType), _height, _width, _interpolation)
            : Resize.Apply(x, _height, _width, _interpolation);
        return MathOps.Cast(y, ComputeDType);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["height"] = _height,
        ["width"] = _width,
        ["interpolation"] = _interpolation,
        ["crop_to_aspect_ratio"] = _crop,
    });

    internal static Resizing FromConfig(LayerConfig c) =>
        new(c.Int("height"), c.Int("width"), c.Text("interpolation", "bilinear"), c.Bool("crop_to_aspect_ratio", false), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Resizing(int height, int width, string interpolation = "bilinear", bool crop_to_aspect_ratio = false,
        string? name = null) =>
        new Resizing(height, width, interpolation, crop_to_aspect_ratio, LayerOptions.Of(name));

    /// <summary>TensorFlow.NET's place of <see cref="Resizing(int, int, string, bool, string?)"/>.</summary>
    public PreprocessingLayersApi preprocessing { get; } = new();
}

/// <summary><c>keras.layers.preprocessing</c>.</summary>
public sealed class PreprocessingLayersApi
{
    internal PreprocessingLayersApi()
    {
    }

    public ILayer Resizing(int height, int width, string interpolation = "bilinear") => new Resizing(height, width, interpolation);
}
