using System.Runtime.CompilerServices;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// Multi-head attention (https://keras.io/api/layers/attention_layers/multi_head_attention/; Vaswani et al. 2017). Call it on (query,
/// value),
/// (query, value, key) or (query, value, key, attention_mask): [B, T, D] and [B, S, D'] -> [B, T, output_shape or D].
/// </summary>
public sealed class MultiHeadAttention : Layer
{
    private readonly MultiHeadOptions _options;
    private int[]? _attentionAxes;
    private Shape? _queryShape;
    private Shape? _keyShape;
    private Shape? _valueShape;
    private EinsumDense? _query;
    private EinsumDense? _key;
    private EinsumDense? _value;
    private Softmax? _softmax;
    private Dropout? _dropout;
    private EinsumDense? _output;
    private string _scoresEquation = "";
    private string _combineEquation = "";

    internal MultiHeadAttention(MultiHeadOptions options, LayerArgs? args = null)
        : base(LayerOptions.With(args, options.ActivityRegularizer))
    {
        options.Check($"MultiHeadAttention '{Name}'");
        _options = options;
        _attentionAxes = options.AttentionAxes;
    }

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape[] shapes = input_shape.ToShapeArray();
        if (shapes.Length < 2)
            throw new ValueError(
                $"MultiHeadAttention '{Name}': argument inputs: expected (query, value), (query, value, key) or (query, value, key, "
                + $"attention_mask); received one tensor of shape {shapes[0]}");
        (_queryShape, _valueShape, _keyShape) = (shapes[0], shapes[1], shapes.Length > 2 ? shapes[2] : shapes[1]);
        _query = Projection("query", _queryShape, _options.KeyDim);
        _key = Projection("key", _keyShape, _options.KeyDim);
        _value = Projection("value", _valueShape, _options.ValueDim);
        BuildAttention(_queryShape.ndim);
        Shape output = _options.OutputShape ?? new Shape(_queryShape[-1]);
        (string equation, string biasAxes, int rank) = MultiHeadEquations.Projection(_queryShape.ndim - 1, 2, output.ndim);
        _output = Einsum("attention_output", equation, new Shape([.. Enumerable.Repeat(-1L, rank - 1 - output.ndim), .. output]), biasAxes);
        base.build(input_shape);
    }

    private EinsumDense Projection(string name, Shape shape, int size)
    {
        (string equation, string biasAxes, int rank) = MultiHeadEquations.Projection(shape.ndim - 1, 1, 2);
        return Einsum(name, equation, new Shape([.. Enumerable.Repeat(-1L, rank - 3), _options.NumHeads, size]), biasAxes);
    }

    private EinsumDense Einsum(string name, string equation, Shape outputShape, string biasAxes) => new(
        equation, outputShape, _options.UseBias ? biasAxes : null, null, _options.KernelInitializer, _options.BiasInitializer,
        _options.KernelRegularizer, _options.BiasRegularizer, null, InnerArgs(name));

    private LayerArgs InnerArgs(string? name) =>
        new() { Name = name, Trainable = Trainable, Policy = new DTypePolicy("", ComputeDType, DType) };

    private void BuildAttention(int rank)
    {
        _attentionAxes = _attentionAxes is null ? [.. Enumerable.Range(1, rank - 2)]
            : LayerOptions.ValidateAxes(_attentionAxes, _queryShape!);
        (_scoresEquation, _combineEquation, int scoresRank) = MultiHeadEquations.Attention(rank, _attentionAxes);
        _softmax = new Softmax(new Axis([.. Enumerable.Range(scoresRank - _attentionAxes.Length, _attentionAxes.Length)]), InnerArgs(null));
        _dropout = new Dropout(_options.Dropout, args: InnerArgs(null));
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        if (inputs.Count is < 2 or > 4)
            throw new ValueError(
                $"MultiHeadAttention '{Name}': argument inputs: expected (query, value), (query, value, key) or (query, value, key, "
                + $"attention_mask); received {inputs.Count} tensors");
        AttentionArgs args = AttentionMath.Args($"MultiHeadAttention '{Name}'", optional_args);
        if (args.query_mask is not null || args.value_mask is not null)
            throw new ValueError($"MultiHeadAttention '{Name}': argument query_mask: expected attention_mask instead");
        Tensor query = _query!.Apply(inputs[0]).Single;
        Tensor key = _key!.Apply(inputs[inputs.Count > 2 ? 2 : 1]).Single;
        Tensor value = _value!.Apply(inputs[1]).Single;
        Tensor? mask = inputs.Count > 3 ? inputs[3] : args.attention_mask;
        if (args.use_causal_mask)
        {
            Tensor causal = AttentionMath.Causal(inputs[0], inputs[1]);
            mask = mask is null ? causal : Compare.And(causal, mask.dtype.is_bool() ? mask : MathOps.Cast(mask, TF_DataType.TF_BOOL));
        }
        bool dropping = training == true && _options.Dropout > 0;
        if (mask is null && !dropping && !args.return_attention_scores && _attentionAxes is [1] && query.rank == 4)
            return _output!.Apply(Plain(query, key, value)).Single;
        Tensor scores = Tensorflow.Einsum.Apply(_scoresEquation, [key, query * (1 / Math.Sqrt(_options.KeyDim))]);
        // The masks say nothing of heads: their axis is put before the attended ones.
        while (mask is not null && mask.rank < scores.rank)
            mask = ShapeOps.ExpandDims(mask, -_attentionAxes!.Length * 2 - 1);
        Tensor weights = _softmax!.Apply(mask is null ? scores : new Tensors(scores, mask)).Single;
        Tensor dropped = _dropout!.Apply(weights, training: training).Single;
        Tensor y = _output!.Apply(Tensorflow.Einsum.Apply(_combineEquation, [dropped, value])).Single;
        return args.return_attention_scores ? new Tensors(y, weights) : y;
    }

    /// <summary>Without masks and dropout one op does it all: [B, T, heads, size] by way of [B, heads, T, size].</summary>
    private Tensor Plain(Tensor query, Tensor key, Tensor value)
    {
        Axis swap = new(0, 2, 1, 3);
        Tensor y = Tensorflow.Attention.Apply(
            ShapeOps.Transpose(query, swap), ShapeOps.Transpose(key, swap), ShapeOps.Transpose(value, swap),
                1 / Math.Sqrt(_options.KeyDim));
        return ShapeOps.Transpose(y, swap);
    }

    internal override IReadOnlyList<string> CallArguments { get; } = ["value", "key", "attention_mask"];

    public override IDictionary<string, object?> get_config()
    {
        OrderedDictionary<string, object?> own = _options.Config(_attentionAxes, ActivityRegularizer);
        own["query_shape"] = LayerOptions.Nullable(_queryShape);
        own["key_shape"] = LayerOptions.Nullable(_keyShape);
        own["value_shape"] = LayerOptions.Nullable(_valueShape);
        return LayerOptions.Extend(base.get_config(), own);
    }

    internal static MultiHeadAttention FromConfig(LayerConfig c) => new(MultiHeadOptions.Of(c), c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(1)]
    public ILayer MultiHeadAttention(
        int num_heads,
        int key_dim,
        int? value_dim = null,
        float dropout = 0f,
        bool use_bias = true,
        Shape? output_shape = null,
        Shape? attention_axes = null,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null) =>
        MultiHeadAttention(num_heads, key_dim, value_dim, DecimalOf(dropout), use_bias, output_shape, attention_axes, kernel_initializer,
            bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, name: null);

    /// <summary>With every argument; initializers and regularizers as objects, names or configs.</summary>
    public ILayer MultiHeadAttention(
        int num_heads,
        int key_dim,
        int? value_dim = null,
        double dropout = 0,
        bool use_bias = true,
        Shape? output_shape = null,
        Shape? attention_axes = null,
        object? kernel_initializer = null,
        object? bias_initializer = null,
        object? kernel_regularizer = null,
        object? bias_regularizer = null,
        object? activity_regularizer = null,
        bool trainable = true,
        string? name = null) =>
        new MultiHeadAttention(
            new MultiHeadOptions(num_heads, key_dim, value_dim ?? key_dim, dropout, use_bias, output_shape, attention_axes?.as_int_list(),
                LayerOptions.Initializer(kernel_initializer, "glorot_uniform"), LayerOptions.Initializer(bias_initializer, "zeros"),
                Regularizers.Find(kernel_regularizer), Regularizers.Find(bias_regularizer), Regularizers.Find(activity_regularizer)),
            LayerOptions.Of(name, trainable));
}
