namespace Tensorflow.Keras.Engine;

public abstract partial class Layer
{
    private readonly List<Func<Tensor>> _weightLosses = [];
    private readonly List<Tensor> _callLosses = [];

    /// <summary>Adds a penalty that is computed anew whenever <see cref="losses"/> is read.</summary>
    protected virtual void add_loss(Func<Tensor> losses) => _weightLosses.Add(losses);

    /// <summary>Adds a penalty computed by the present call; it is forgotten when the outermost model or layer is called again.</summary>
    protected void add_loss(Tensor loss) => _callLosses.Add(loss);

    /// <summary>The penalties of this layer and all inner ones: of weights (frozen ones too) and of the last call.</summary>
    public List<Tensor> losses
    {
        get
        {
            var all = new List<Tensor>();
            Collect(all);
            return all;
        }
    }

    private void Collect(List<Tensor> all)
    {
        all.AddRange(_callLosses);
        foreach (Func<Tensor> loss in _weightLosses)
            all.Add(loss());
        foreach (Layer child in FlatLayers())
            child.Collect(all);
    }

    private void BeginEagerCall()
    {
        if (CallContext.Current?.Parent is not { InsideCall: true })
            ClearCallLosses();
    }

    private void ClearCallLosses()
    {
        _callLosses.Clear();
        foreach (Layer child in FlatLayers())
            child.ClearCallLosses();
    }

    /// <summary>The activity penalty, divided by the batch size.</summary>
    private void AddActivityLoss(Tensors outputs)
    {
        if (ActivityRegularizer is not { } regularizer)
            return;
        foreach (Tensor y in outputs)
            _callLosses.Add(regularizer.Apply(new RegularizerArgs(y)) / y.shape[0]);
    }
}
