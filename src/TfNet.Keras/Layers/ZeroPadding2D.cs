using NumSharp;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Rows and columns of zeros around the map (https://keras.io/api/layers/reshaping_layers/zero_padding2d/).</summary>
public sealed class ZeroPadding2D : Layer
{
    private readonly int _top;
    private readonly int _bottom;
    private readonly int _left;
    private readonly int _right;

    public ZeroPadding2D(((int top, int bottom) rows, (int left, int right) columns) padding, LayerArgs? args = null)
        : base(args)
    {
        ((_top, _bottom), (_left, _right)) = padding;
        if (_top < 0 || _bottom < 0 || _left < 0 || _right < 0)
            throw new ValueError($"ZeroPadding2D '{Name}': argument padding: expected numbers >= 0; received {padding}");
        InputSpec = new InputSpec(ndim: 4);
    }

    /// <summary>The cells as a convolution's own padding; null when it would have to be laid around the map all the same.</summary>
    internal Padding? Even => _top == _bottom && _left == _right ? Padding.Explicit(_top, _bottom, _left, _right) : null;

    /// <summary>The shape of a map [N, H, W, C] with its zeros.</summary>
    internal Shape Padded(Shape map) => new(map[0], map[1] + _top + _bottom, map[2] + _left + _right, map[3]);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        PadCrop.Pad(inputs.Single, [0, _top, _left, 0], [0, _bottom, _right, 0]);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["padding"] = new[] { new[] { _top, _bottom }, new[] { _left, _right } },
        ["data_format"] = "channels_last",
    });

    /// <summary>From one number, two, or a 2x2 array ((top, bottom), (left, right)).</summary>
    internal static ((int, int), (int, int)) Parse(NDArray padding)
    {
        int[] v = [.. padding.astype(NPTypeCode.Int32).ToArray<int>()];
        return v.Length switch
        {
            1 => ((v[0], v[0]), (v[0], v[0])),
            2 => ((v[0], v[0]), (v[1], v[1])),
            4 => ((v[0], v[1]), (v[2], v[3])),
            _ => throw new Tensorflow.ValueError($"`padding` should have two elements. Received: an array of {v.Length} numbers."),
        };
    }

    internal static ZeroPadding2D FromConfig(LayerConfig c)
    {
        LayerOptions.ChannelsLast(c.ClassName, c.TextOrNull("data_format"));
        return new(c.Pairs("padding") is { Length: 2 } p ? (p[0], p[1]) : ((1, 1), (1, 1)), c.Args());
    }
}

public sealed partial class LayersApi
{
    /// <summary>((top, bottom), (left, right)) as a 2x2 array.</summary>
    public ILayer ZeroPadding2D(NDArray padding) => new ZeroPadding2D(Layers.ZeroPadding2D.Parse(padding));

    public ILayer ZeroPadding2D(((int top, int bottom) rows, (int left, int right) columns) padding, string? name = null,
        Tensorflow.Shape? input_shape = null) =>
        new ZeroPadding2D(padding, LayerOptions.Of(name, inputShape: input_shape));

    /// <summary>The same number of rows above and below, of columns left and right.</summary>
    public ILayer ZeroPadding2D((int rows, int columns) padding, string? name = null) =>
        new ZeroPadding2D(((padding.rows, padding.rows), (padding.columns, padding.columns)), LayerOptions.Of(name));

    /// <summary>The same number on all four sides.</summary>
    public ILayer ZeroPadding2D(int padding, string? name = null) => ZeroPadding2D((padding, padding), name);
}
