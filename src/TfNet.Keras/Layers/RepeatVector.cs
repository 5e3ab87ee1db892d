using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Each vector n times: [N, C] -> [N, n, C] (https://keras.io/api/layers/reshaping_layers/repeat_vector/).</summary>
public sealed class RepeatVector : Layer
{
    private readonly int _n;

    public RepeatVector(int n, LayerArgs? args = null)
        : base(args)
    {
        if (n < 0)
            throw new ValueError($"RepeatVector '{Name}': argument n: expected a number >= 0; received {n}");
        _n = n;
        InputSpec = new InputSpec(ndim: 2);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        Repetition.Tile(ShapeOps.ExpandDims(inputs.Single, 1), [1, _n, 1]);

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["n"] = _n });

    internal static RepeatVector FromConfig(LayerConfig c) => new(c.Int("n"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer RepeatVector(int n, string? name = null) => new RepeatVector(n, LayerOptions.Of(name));
}
