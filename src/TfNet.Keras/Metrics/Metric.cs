using TfNet.LibTorch;

namespace Tensorflow.Keras.Metrics;

/// <summary>What compile takes as a metric: it collects over batches.</summary>
public interface IMetricFunc
{
    string Name { get; }

    /// <summary>Takes a batch in. Nothing waits for the device; the result is the new value of the first accumulator.</summary>
    Tensor update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null);

    /// <summary>The value over all batches since the last reset.</summary>
    Tensor result();

    void reset_states();

    void reset_state();
}

/// <summary>
/// Base of metrics (https://keras.io/api/metrics/). The accumulators live on the device, are written in place, and no tape sees them:
/// a metric may be updated inside a recording tape and inside a step.
/// </summary>
public abstract class Metric : IMetricFunc
{
    private readonly List<ResourceVariable> _weights = [];

    protected Metric(string? name = null, TF_DataType dtype = TF_DataType.DtInvalid)
    {
        this.dtype = dtype == TF_DataType.DtInvalid ? TF_DataType.TF_FLOAT : dtype;
        if (!this.dtype.is_floating())
            throw new ValueError($"metric '{name}': argument dtype: expected a floating dtype; received {dtype.as_numpy_name()}");
        Name = name ?? BackendImpl.UniqueName(BackendImpl.SnakeCase(GetType().Name));
    }

    public string Name { get; }

    /// <summary>What values are collected in.</summary>
    public TF_DataType dtype { get; }

    /// <summary>The accumulators.</summary>
    public virtual IReadOnlyList<ResourceVariable> weights => _weights;

    public virtual Tensor update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        using var scope = new Scope(Name);
        return scope.Return(Update(Detached(y_true), Detached(y_pred), sample_weight is null ? null : Detached(sample_weight)));
    }

    public Tensor result()
    {
        using var scope = new Scope(Name);
        return scope.Return(Result());
    }

    /// <summary>Takes a batch in and tells the result so far, as calling a metric does in Python.</summary>
    public Tensor Apply(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        update_state(y_true, y_pred, sample_weight);
        return result();
    }

    /// <summary>Starts anew: all accumulators become 0.</summary>
    public virtual void reset_state()
    {
        foreach (ResourceVariable w in _weights)
        {
            using var scope = new Scope(Name);
            new Untracked(Creation.ZerosLike(w.Handle)).StoreIn(w);
        }
    }

    public void reset_states() => reset_state();

    /// <summary>The arguments by Keras' names.</summary>
    public virtual IDictionary<string, object?> get_config()
    {
        var config = new Dictionary<string, object?> { ["name"] = Name, ["dtype"] = dtype.as_numpy_name() };
        AddTo(config);
        return config;
    }

    /// <summary>{module, class_name, config, registered_name}.</summary>
    public Dictionary<string, object?> Serialize() => ConfigValues.Serialize("keras.metrics", GetType().Name, get_config());

    public override string ToString() => $"{GetType().Name}(name={Name}, dtype={dtype.as_numpy_name()})";

    /// <summary>Takes a batch in; the arguments are free of tapes.</summary>
    protected abstract Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight);

    protected abstract Tensor Result();

    /// <summary>Adds a metric's own arguments to its config.</summary>
    protected virtual void AddTo(IDictionary<string, object?> config)
    {
    }

    /// <summary>An accumulator, zero at first.</summary>
    protected ResourceVariable add_weight(string name, Shape? shape = null, TF_DataType dtype = TF_DataType.DtInvalid)
    {
        using var scope = new Scope(Name);
        Tensor zeros = Creation.Zeros(shape ?? Shape.Scalar, dtype == TF_DataType.DtInvalid ? this.dtype : dtype);
        var variable = new ResourceVariable(zeros, false, name + ":0");
        _weights.Add(variable);
        return variable;
    }

    /// <summary>Adds to an accumulator in place; the result is its new value.</summary>
    protected static Tensor accumulate(ResourceVariable state, Tensor value)
    {
        Untracked sum = Untracked.Of(state) + new Untracked(value);
        sum.StoreIn(state);
        return sum.Value;
    }

    /// <summary>The same values as a tensor that no tape knows; what it remembers of logits goes along.</summary>
    private protected static Tensor Detached(Tensor x)
    {
        if (!Tape.AnyActive)
            return x;
        var plain = new Tensor(x.NewNativeOwner(), x.Share);
        if (x.Logits is { } logits)
            plain.Logits = Detached(logits);
        return plain;
    }
}
