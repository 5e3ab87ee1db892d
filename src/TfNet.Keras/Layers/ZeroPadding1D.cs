using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Zeros before and after the steps: [N, L, C] -> [N, begin + L + end, C]
/// (https://keras.io/api/layers/reshaping_layers/zero_padding1d/).
/// </summary>
public sealed class ZeroPadding1D : Layer
{
    private readonly int _begin;
    private readonly int _end;

    public ZeroPadding1D((int begin, int end) padding, LayerArgs? args = null)
        : base(args)
    {
        (_begin, _end) = padding;
        if (_begin < 0 || _end < 0)
            throw new ValueError($"ZeroPadding1D '{Name}': argument padding: expected numbers >= 0; received {padding}");
        InputSpec = new InputSpec(ndim: 3);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        PadCrop.Pad(inputs.Single, [0, _begin, 0], [0, _end, 0]);

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["padding"] = new[] { _begin, _end } });

    internal static ZeroPadding1D FromConfig(LayerConfig c) => new(c.Ints("padding") is { Length: 2 } p ? (p[0], p[1]) : (1, 1), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer ZeroPadding1D(int padding = 1, string? name = null) => ZeroPadding1D((padding, padding), name);

    public ILayer ZeroPadding1D((int begin, int end) padding, string? name = null) => new ZeroPadding1D(padding, LayerOptions.Of(name));
}
