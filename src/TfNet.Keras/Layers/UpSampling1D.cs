using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Each step several times: [N, L, C] -> [N, L*size, C] (https://keras.io/api/layers/reshaping_layers/up_sampling1d/).</summary>
public sealed class UpSampling1D : Layer
{
    private readonly int _size;

    public UpSampling1D(int size = 2, LayerArgs? args = null)
        : base(args)
    {
        if (size <= 0)
            throw new ValueError($"UpSampling1D '{Name}': argument size: expected a positive integer; received {size}");
        _size = size;
        InputSpec = new InputSpec(ndim: 3);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Upsample.Repeat(inputs.Single, 1, _size);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["size"] = _size });

    internal static UpSampling1D FromConfig(LayerConfig c) => new(c.Int("size", 2), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer UpSampling1D(int size = 2) => new UpSampling1D(size);

    public ILayer UpSampling1D(int size, string? name) => new UpSampling1D(size, LayerOptions.Of(name));
}
