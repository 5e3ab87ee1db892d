namespace Tensorflow.Keras.Losses;

/// <summary>
/// Cross-entropy of one-hot (or soft) labels [N, K] and probabilities or logits [N, K]
/// (https://keras.io/api/losses/probabilistic_losses/). A softmax activation's result is taken by its logits.
/// Differs from TensorFlow.NET 0.150: label_smoothing is honoured.
/// </summary>
public sealed class CategoricalCrossentropy : LossFunctionWrapper
{
    private readonly double _smoothing;
    private readonly int _axis;

    public CategoricalCrossentropy(bool from_logits = false, float label_smoothing = 0, string? reduction = null, string? name = null)
        : this(from_logits, ConfigValues.AsWritten(label_smoothing), -1, reduction, name)
    {
    }

    public CategoricalCrossentropy(bool from_logits, double label_smoothing, int axis = -1, string? reduction = null, string? name = null)
        : base(reduction, name ?? "categorical_crossentropy", from_logits)
    {
        (_smoothing, _axis) = (label_smoothing, axis);
    }

    private protected override string FunctionName => "categorical_crossentropy";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.CategoricalCrossentropy(y_true, y_pred, from_logits, _smoothing, axis);

    private protected override (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        (Apply(y_true, y_pred, from_logits, _axis), null);

    private protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["label_smoothing"] = _smoothing;
        config["axis"] = _axis;
    }
}

/// <summary>
/// Cross-entropy of class numbers [N] or [N, 1] and probabilities or logits [N, K]. A softmax activation's result is taken by its logits.
/// Samples of ignore_class count neither in the sum nor in the average.
/// </summary>
public sealed class SparseCategoricalCrossentropy : LossFunctionWrapper
{
    private readonly int? _ignoreClass;

    public SparseCategoricalCrossentropy(bool from_logits = false, string? reduction = null, string? name = null)
        : this(from_logits, null, reduction, name)
    {
    }

    public SparseCategoricalCrossentropy(bool from_logits, int? ignore_class, string? reduction = null, string? name = null)
        : base(reduction, name ?? "sparse_categorical_crossentropy", from_logits)
    {
        _ignoreClass = ignore_class;
    }

    private protected override string FunctionName => "sparse_categorical_crossentropy";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.SparseCategoricalCrossentropy(y_true, y_pred, from_logits, axis, _ignoreClass).Losses;

    private protected override (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        LossFunctions.SparseCategoricalCrossentropy(y_true, y_pred, from_logits, -1, _ignoreClass);

    private protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["ignore_class"] = _ignoreClass;
    }
}

/// <summary>
/// Cross-entropy of independent yes/no labels and probabilities or logits of one shape, the mean over the last axis. A sigmoid
/// activation's result is taken by its logits.
/// </summary>
public sealed class BinaryCrossentropy : LossFunctionWrapper
{
    private readonly double _smoothing;
    private readonly int _axis;

    public BinaryCrossentropy(
        bool from_logits = false, float label_smoothing = 0f, int axis = -1, string? reduction = "auto",
        string? name = "binary_crossentropy")
        : this(from_logits, ConfigValues.AsWritten(label_smoothing), axis, reduction, name)
    {
    }

    public BinaryCrossentropy(bool from_logits, double label_smoothing, int axis = -1, string? reduction = null, string? name = null)
        : base(reduction, name ?? "binary_crossentropy", from_logits)
    {
        (_smoothing, _axis) = (label_smoothing, axis);
    }

    private protected override string FunctionName => "binary_crossentropy";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.BinaryCrossentropy(y_true, y_pred, from_logits, _smoothing, axis);

    private protected override (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        (Apply(y_true, y_pred, from_logits, _axis), null);

    private protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["label_smoothing"] = _smoothing;
        config["axis"] = _axis;
    }
}
