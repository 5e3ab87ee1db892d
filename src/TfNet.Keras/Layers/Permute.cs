using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The axes of each sample in another order; dims counts from 1, without the batch
/// (https://keras.io/api/layers/reshaping_layers/permute/).
/// </summary>
public sealed class Permute : Layer
{
    private readonly int[] _dims;

    public Permute(int[] dims, LayerArgs? args = null)
        : base(args)
    {
        if (!dims.Order().SequenceEqual(Enumerable.Range(1, dims.Length)))
            throw new ValueError(
                "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and start from 1. "
                + $"Received dims=({string.Join(", ", dims)})");
        _dims = [.. dims];
        InputSpec = new InputSpec(ndim: dims.Length + 1);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        ShapeOps.Transpose(inputs.Single, new Axis([0, .. _dims]));

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new() { ["dims"] = _dims });

    internal static Permute FromConfig(LayerConfig c) =>
        new(c.Ints("dims") ?? throw c.Wrong("dims", "a list of numbers", "null"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Permute(int[] dims) => new Permute(dims);

    public ILayer Permute(int[] dims, string? name) => new Permute(dims, LayerOptions.Of(name));
}
