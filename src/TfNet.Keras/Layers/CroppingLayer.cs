using NumSharp;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that cut cells off at the borders of the spatial axes.</summary>
public abstract class CroppingLayer : Layer
{
    private readonly (int Before, int After)[] _cells;

    private protected CroppingLayer((int Before, int After)[] cells, LayerArgs? args)
        : base(args)
    {
        _cells = cells;
        if (cells.Any(c => c.Before < 0 || c.After < 0))
            throw new ValueError(
                $"{KerasClassName} '{Name}': argument cropping: expected numbers >= 0; received ({string.Join(", ", cells)})");
        InputSpec = new InputSpec(ndim: cells.Length + 2);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        for (int i = 0; i < _cells.Length; i++)
            if (x.shape[i + 1] >= 0 && _cells[i].Before + (long)_cells[i].After >= x.shape[i + 1])
                throw new ValueError(
                    $"Argument `cropping` must be greater than the input shape. Received: inputs.shape={x.shape}, and "
                    + $"cropping=({string.Join(", ", _cells)})");
        return PadCrop.Crop(x, [0, .. _cells.Select(c => (long)c.Before), 0], [0, .. _cells.Select(c => (long)c.After), 0]);
    }

    public override IDictionary<string, object?> get_config() => _cells.Length == 1
        ? LayerOptions.Extend(base.get_config(), new() { ["cropping"] = new[] { _cells[0].Before, _cells[0].After } })
        : LayerOptions.Extend(base.get_config(),
            new() { ["cropping"] = Array.ConvertAll(_cells, c => new[] { c.Before, c.After }), ["data_format"] = "channels_last" });

    /// <summary>From one number for all sides, one per axis, or a pair per axis.</summary>
    internal static (int, int)[] Parse(string argument, int axes, NDArray cells)
    {
        int[] v = [.. cells.astype(NPTypeCode.Int32).ToArray<int>()];
        if (v.Length == 1)
            return [.. Enumerable.Repeat((v[0], v[0]), axes)];
        if (v.Length == 2 * axes)
            return [.. Enumerable.Range(0, axes).Select(i => (v[2 * i], v[2 * i + 1]))];
        if (v.Length == axes)
            return Array.ConvertAll(v, n => (n, n));
        throw new Tensorflow.ValueError($"`{argument}` should have {axes} elements. Received: an array of {v.Length} numbers.");
    }
}
