namespace Tensorflow.Keras.Losses;

/// <summary>(1 - p_t)^gamma times the binary cross-entropy (Lin et al. 2018, https://arxiv.org/abs/1708.02002).</summary>
public sealed class BinaryFocalCrossentropy(
    bool apply_class_balancing = false, double alpha = 0.25, double gamma = 2, bool from_logits = false, double label_smoothing = 0,
    int axis = -1, string? reduction = null, string? name = null) : LossFunctionWrapper(reduction, name ?? "binary_focal_crossentropy",
    from_logits)
{
    private readonly int _axis = axis;

    private protected override string FunctionName => "binary_focal_crossentropy";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.BinaryFocalCrossentropy(y_true, y_pred, apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis);

    private protected override (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        (Apply(y_true, y_pred, from_logits, _axis), null);

    private protected override void AddTo(IDictionary<string, object?> config)
    {
        config["apply_class_balancing"] = apply_class_balancing;
        config["alpha"] = alpha;
        config["gamma"] = gamma;
        config["from_logits"] = from_logits;
        config["label_smoothing"] = label_smoothing;
        config["axis"] = _axis;
    }
}

/// <summary>alpha (1 - p)^gamma times the categorical cross-entropy.</summary>
public sealed class CategoricalFocalCrossentropy(
    double alpha = 0.25, double gamma = 2, bool from_logits = false, double label_smoothing = 0, int axis = -1, string? reduction = null,
    string? name = null) : LossFunctionWrapper(reduction, name ?? "categorical_focal_crossentropy", from_logits)
{
    private readonly int _axis = axis;

    private protected override string FunctionName => "categorical_focal_crossentropy";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.CategoricalFocalCrossentropy(y_true, y_pred, alpha, gamma, from_logits, label_smoothing, axis);

    private protected override (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        (Apply(y_true, y_pred, from_logits, _axis), null);

    private protected override void AddTo(IDictionary<string, object?> config)
    {
        config["alpha"] = alpha;
        config["gamma"] = gamma;
        config["from_logits"] = from_logits;
        config["label_smoothing"] = label_smoothing;
        config["axis"] = _axis;
    }
}

/// <summary>
/// The focal loss of TensorFlow Addons: alpha_t (1 - p_t)^gamma times the binary cross-entropy, summed over the last axis; not reduced
/// unless told to.
/// </summary>
public sealed class SigmoidFocalCrossEntropy : LossFunctionWrapper
{
    private readonly double _alpha;
    private readonly double _gamma;

    /// <exception cref="ValueError">gamma below 0.</exception>
    public SigmoidFocalCrossEntropy(
        bool from_logits = false, float alpha = 0.25f, float gamma = 2f, string? reduction = "none",
        string? name = "sigmoid_focal_crossentropy")
        : base(reduction ?? ReductionV2.NONE, name ?? "sigmoid_focal_crossentropy", from_logits)
    {
        (_alpha, _gamma) = (ConfigValues.AsWritten(alpha), ConfigValues.AsWritten(gamma));
        if (gamma < 0)
            throw new ValueError($"Value of gamma should be greater than or equal to zero. Received: gamma={gamma}");
    }

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.SigmoidFocalCrossentropy(y_true, y_pred, _alpha, _gamma, from_logits);

    private protected override void AddTo(IDictionary<string, object?> config)
    {
        config["from_logits"] = from_logits;
        config["alpha"] = _alpha;
        config["gamma"] = _gamma;
    }
}
