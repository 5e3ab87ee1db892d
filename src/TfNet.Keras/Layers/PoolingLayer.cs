using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that take windows over one, two or three spatial axes.</summary>
public abstract class PoolingLayer : Layer
{
    private readonly string _padding;

    private protected PoolingLayer(int axes, Shape? poolSize, Shape? strides, string padding, string? dataFormat, LayerArgs? args)
        : base(args)
    {
        Pool = LayerOptions.Dims("pool_size", poolSize, axes, 2);
        Strides = strides is null ? Pool : LayerOptions.Dims("strides", strides, axes);
        Padding = LayerOptions.Padding(padding);
        _padding = padding.ToLowerInvariant();
        LayerOptions.ChannelsLast($"{KerasClassName} '{Name}'", dataFormat);
        InputSpec = new InputSpec(ndim: axes + 2);
    }

    /// <summary>From a config's entries.</summary>
    private protected PoolingLayer(int axes, LayerConfig c)
        : this(axes, c.Shape("pool_size"), c.Shape("strides"), c.Text("padding", "valid"), c.TextOrNull("data_format"), c.Args())
    {
    }

    private protected int[] Pool { get; }

    private protected int[] Strides { get; }

    private protected Padding Padding { get; }

    private protected abstract Tensor Apply(Tensor x);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        CheckSize(inputs.Single.shape);
        return Apply(inputs.Single);
    }

    /// <summary>Windows larger than the map have no result.</summary>
    private void CheckSize(Shape shape)
    {
        if (_padding != "valid")
            return;
        for (int i = 0; i < Pool.Length; i++)
        {
            if (shape[i + 1] >= 0 && shape[i + 1] < Pool[i])
                throw new ValueError(
                    $"{KerasClassName} '{Name}': argument inputs: expected at least {Pool[i]} cells along axis {i + 1}, the size of the window; "
                    + $"received shape {shape}. Consider increasing the input size.");
        }
    }

    public override IDictionary<string, object?> get_config()
    {
        OrderedDictionary<string, object?> own = Pool.Length == 1
            ? new() { ["strides"] = Strides, ["pool_size"] = Pool, ["padding"] = _padding }
            : new() { ["pool_size"] = Pool, ["padding"] = _padding, ["strides"] = Strides };
        own["data_format"] = "channels_last";
        return LayerOptions.Extend(base.get_config(), own);
    }
}
