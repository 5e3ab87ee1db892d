using NumSharp;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Integers as one-hot, multi-hot or counted rows (https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/). A
/// second input
/// holds the weights of "count".
/// </summary>
public sealed class CategoryEncoding : Layer
{
    private readonly int _numTokens;
    private readonly string _outputMode;
    private readonly Tensor? _countWeights;

    public CategoryEncoding(int num_tokens, string output_mode = "multi_hot", Tensor? count_weights = null, LayerArgs? args = null)
        : base(args)
    {
        if (num_tokens < 1)
            throw new ValueError($"`num_tokens` must be >= 1. Received: num_tokens={num_tokens}.");
        (_numTokens, _outputMode, _countWeights) = (num_tokens,
            CategoricalEncoding.CheckMode("CategoryEncoding", output_mode, integers: false), count_weights);
        CheckWeights(count_weights);
    }

    private void CheckWeights(Tensor? weights)
    {
        if (weights is not null && _outputMode != "count")
            throw new ValueError($"`count_weights` is not used when `output_mode` is not `'count'`. Received `count_weights={weights}`.");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs[0];
        Tensor? weights = inputs.Count > 1 ? inputs[1] : _countWeights;
        CheckWeights(weights);
        Tensor indices = x.dtype.is_integer() ? x : MathOps.Cast(x, TF_DataType.TF_INT64);
        CheckRange(indices);
        return CategoricalEncoding.Encode(indices, _outputMode, _numTokens, ComputeDType, weights);
    }

    private void CheckRange(Tensor indices)
    {
        if (indices.IsSymbolic || indices.size == 0)
            return;
        Tensor outside = Compare.Or(Compare.Less(indices, Creation.ScalarFor(indices, 0)),
            Compare.GreaterEqual(indices, Creation.ScalarFor(indices, _numTokens)));
        if (Reductions.Any(outside).ToArray<bool>()[0])
            throw new InvalidArgumentError($"Input values must be in the range 0 <= values < num_tokens with num_tokens={_numTokens}");
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["num_tokens"] = _numTokens, ["output_mode"] = _outputMode, ["sparse"] = false });

    internal static CategoryEncoding FromConfig(LayerConfig c)
    {
        c.Only("sparse", false);
        return new(c.Int("num_tokens"), c.Text("output_mode", "multi_hot"), null, c.Args());
    }
}

public sealed partial class LayersApi
{
    /// <summary>There are no sparse tensors: sparse: true is an error.</summary>
    public ILayer CategoryEncoding(int num_tokens, string output_mode = "multi_hot", bool sparse = false, NDArray? count_weights = null)
    {
        if (sparse)
            throw new Tensorflow.ValueError(
                "CategoryEncoding: argument sparse: expected false (there are no sparse tensors); received true");
        return new CategoryEncoding(num_tokens, output_mode, count_weights is null ? null : (Tensor)count_weights);
    }

    public ILayer CategoryEncoding(int num_tokens, string output_mode, string? name) =>
        new CategoryEncoding(num_tokens, output_mode, args: LayerOptions.Of(name));
}
