namespace Tensorflow.Keras.Losses;

/// <summary>Mean of (p - y)^2.</summary>
public sealed class MeanSquaredError(string? reduction = null, string? name = null)
    : LossFunctionWrapper(reduction, name ?? "mean_squared_error")
{
    private protected override string FunctionName => "mean_squared_error";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.MeanSquaredError(y_true, y_pred);
}

/// <summary>Mean of |p - y|.</summary>
public sealed class MeanAbsoluteError(string? reduction = null, string? name = null)
    : LossFunctionWrapper(reduction, name ?? "mean_absolute_error")
{
    private protected override string FunctionName => "mean_absolute_error";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.MeanAbsoluteError(y_true, y_pred);
}

/// <summary>Mean of 100 |(y - p) / y|.</summary>
public sealed class MeanAbsolutePercentageError(string? reduction = null, string? name = null)
    : LossFunctionWrapper(reduction, name ?? "mean_absolute_percentage_error")
{
    private protected override string FunctionName => "mean_absolute_percentage_error";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.MeanAbsolutePercentageError(y_true, y_pred);
}

/// <summary>Mean of (log(1 + p) - log(1 + y))^2.</summary>
public sealed class MeanSquaredLogarithmicError(string? reduction = null, string? name = null)
    : LossFunctionWrapper(reduction, name ?? "mean_squared_logarithmic_error")
{
    private protected override string FunctionName => "mean_squared_logarithmic_error";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.MeanSquaredLogarithmicError(y_true, y_pred);
}

/// <summary>Mean of log(cosh(p - y)).</summary>
public sealed class LogCosh(string? reduction = null, string? name = null) : LossFunctionWrapper(reduction, name ?? "log_cosh")
{
    private protected override string FunctionName => "log_cosh";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.LogCosh(y_true, y_pred);
}

/// <summary>Mean of p - y log p.</summary>
public sealed class Poisson(string? reduction = null, string? name = null) : LossFunctionWrapper(reduction, name ?? "poisson")
{
    private protected override string FunctionName => "poisson";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.Poisson(y_true, y_pred);
}

/// <summary>Sum of y log(y / p).</summary>
public sealed class KLDivergence(string? reduction = null, string? name = null) : LossFunctionWrapper(reduction, name ?? "kl_divergence")
{
    private protected override string FunctionName => "kl_divergence";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.KLDivergence(y_true, y_pred);
}

/// <summary>Mean of max(1 - y p, 0) for labels -1 and 1 (0 and 1 are converted).</summary>
public sealed class Hinge(string? reduction = null, string? name = null) : LossFunctionWrapper(reduction, name ?? "hinge")
{
    private protected override string FunctionName => "hinge";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.Hinge(y_true, y_pred);
}

/// <summary>Mean of max(1 - y p, 0)^2 for labels -1 and 1 (0 and 1 are converted).</summary>
public sealed class SquaredHinge(string? reduction = null, string? name = null) : LossFunctionWrapper(reduction, name ?? "squared_hinge")
{
    private protected override string FunctionName => "squared_hinge";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.SquaredHinge(y_true, y_pred);
}

/// <summary>max(0, max((1 - y) p) - sum(y p) + 1).</summary>
public sealed class CategoricalHinge(string? reduction = null, string? name = null)
    : LossFunctionWrapper(reduction, name ?? "categorical_hinge")
{
    private protected override string FunctionName => "categorical_hinge";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.CategoricalHinge(y_true, y_pred);
}

/// <summary>Minus the sum of the products of the l2-normalised arguments: -1 for equal directions.</summary>
public sealed class CosineSimilarity(string? reduction = null, int axis = -1, string? name = null)
    : LossFunctionWrapper(reduction, name ?? "cosine_similarity")
{
    private protected override string FunctionName => "cosine_similarity";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.CosineSimilarity(y_true, y_pred, axis);

    private protected override (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        (Apply(y_true, y_pred, axis: axis), null);

    private protected override void AddTo(IDictionary<string, object?> config) => config["axis"] = axis;
}

/// <summary>e^2 / 2 where |e| is at most delta, else delta |e| - delta^2 / 2.</summary>
public sealed class Huber : LossFunctionWrapper
{
    private readonly double _delta;

    public Huber(string? reduction = null, Tensor? delta = null, string? name = null)
        : this(delta is null ? 1 : (double)delta, reduction, name)
    {
    }

    public Huber(double delta, string? reduction = null, string? name = null)
        : base(reduction, name ?? "huber_loss")
    {
        _delta = delta;
    }

    private protected override string FunctionName => "huber";

    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) =>
        LossFunctions.Huber(y_true, y_pred, _delta);

    private protected override void AddTo(IDictionary<string, object?> config) => config["delta"] = _delta;
}
