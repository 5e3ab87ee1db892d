using TfNet.LibTorch;

namespace Tensorflow.Keras.Losses;

/// <summary>What compile takes as a loss.</summary>
public interface ILossFunc
{
    /// <summary>A key of <see cref="ReductionV2"/>.</summary>
    string Reduction { get; }

    string Name { get; }

    /// <summary>The reduced, weighted loss.</summary>
    /// <param name="y_true">Targets.</param>
    /// <param name="y_pred">Predictions.</param>
    /// <param name="sample_weight">One weight for all, or one for each sample.</param>
    Tensor Call(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null);
}

/// <summary>
/// Base of losses (https://keras.io/api/losses/): derive, and override <see cref="Apply"/> with one value per sample; weights and
/// reduction are done here.
/// </summary>
public abstract class Loss : ILossFunc
{
    protected Loss(string? reduction = ReductionV2.AUTO, string? name = null, bool from_logits = false)
    {
        Reduction = reduction ?? ReductionV2.AUTO;
        ReductionV2.validate(Reduction);
        Name = name ?? Keras.BackendImpl.SnakeCase(GetType().Name);
        this.from_logits = from_logits;
    }

    public string Reduction { get; }

    public string Name { get; }

    protected bool from_logits { get; }

    /// <summary>The loss of each sample: the shape of y_pred without its last axis.</summary>
    public abstract Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1);

    public virtual Tensor Call(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        using var scope = new Scope(Name);
        Tensor losses = Apply(y_true, y_pred, from_logits);
        return scope.Return(LossUtils.Reduce(losses, sample_weight, null, Reduction));
    }

    /// <summary>The arguments by Keras' names, in Keras' order.</summary>
    public virtual IDictionary<string, object?> get_config() =>
        new Dictionary<string, object?> { ["reduction"] = Reduction, ["name"] = Name };

    /// <summary>{module, class_name, config, registered_name}.</summary>
    public Dictionary<string, object?> Serialize() => ConfigValues.Serialize("keras.losses", GetType().Name, get_config());
}

/// <summary>
/// Base of losses made of a function of targets and predictions: a rank difference of one with a last axis of extent 1 is mended first.
/// </summary>
public abstract class LossFunctionWrapper : Loss
{
    protected LossFunctionWrapper(string? reduction = ReductionV2.AUTO, string? name = null, bool from_logits = false)
        : base(reduction, name, from_logits)
    {
    }

    /// <summary>The name of the function in Keras.</summary>
    private protected virtual string? FunctionName => null;

    public override Tensor Call(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        using var scope = new Scope(Name);
        (Tensor pred, Tensor labels) = LossUtils.Squeeze(y_pred, y_true);
        (Tensor losses, Tensor? mask) = ApplyMasked(labels, pred);
        return scope.Return(LossUtils.Reduce(losses, sample_weight, mask, Reduction));
    }

    /// <summary>The losses, and which of them count (null: all).</summary>
    private protected virtual (Tensor Losses, Tensor? Mask) ApplyMasked(Tensor y_true, Tensor y_pred) =>
        (Apply(y_true, y_pred, from_logits), null);

    public override IDictionary<string, object?> get_config()
    {
        IDictionary<string, object?> config = base.get_config();
        AddTo(config);
        if (FunctionName is { } function)
            config["fn"] = function;
        return config;
    }

    private protected virtual void AddTo(IDictionary<string, object?> config)
    {
    }
}

/// <summary>A loss from a plain function (y_true, y_pred) -> one value per sample.</summary>
public sealed class FunctionLoss(Func<Tensor, Tensor, Tensor> function, string? reduction = ReductionV2.AUTO, string? name = null)
    : LossFunctionWrapper(reduction, name ?? Tensorflow.FunctionName.Of(function))
{
    public override Tensor Apply(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1) => function(y_true, y_pred);
}
