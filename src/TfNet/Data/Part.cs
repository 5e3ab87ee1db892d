using Tensorflow;

namespace TfNet.Data;

/// <summary>
/// One component of a data set's element: a tensor, or a row of an array that nobody has copied yet.
/// <see cref="Owned"/>: made for this element alone; its consumer disposes it or gives it to the collector.
/// </summary>
internal readonly struct Part
{
    private readonly object _source;
    private readonly long _row;

    internal Part(Tensor tensor, bool owned)
    {
        (_source, _row, Owned) = (tensor, -1, owned);
    }

    internal Part(Rows rows, long row)
    {
        (_source, _row, Owned) = (rows, row, false);
    }

    internal bool Owned { get; }

    internal bool IsRow => _row >= 0;

    internal Rows Rows => (Rows)_source;

    internal long Row => _row;

    internal Shape Shape => _row >= 0 ? Rows.Element : ((Tensor)_source).shape;

    internal TF_DataType DType => _row >= 0 ? Rows.DType : ((Tensor)_source).dtype;

    /// <summary>The tensor; for a row a new one, which the caller owns.</summary>
    internal Tensor Value => _row >= 0 ? Rows.Row(_row) : (Tensor)_source;

    /// <summary>As a tensor of its own, so that <see cref="Value"/> gives the same one each time.</summary>
    internal Part Materialized() => _row >= 0 ? new Part(Rows.Row(_row), owned: true) : this;

    /// <summary>The same component, from now on kept by someone else as well.</summary>
    internal Part Shared() => _row >= 0 || !Owned ? this : new Part((Tensor)_source, owned: false);

    internal bool Holds(Tensor tensor) => ReferenceEquals(_source, tensor);

    /// <summary>The consumer is done with it.</summary>
    internal void Release()
    {
        if (Owned)
            ((Tensor)_source).Dispose();
    }
}

/// <summary>How many of an element's components are inputs, targets and sample weights, in this order.</summary>
internal readonly record struct ElementLayout(int Inputs, int Targets, int Weights)
{
    internal int Count => Inputs + Targets + Weights;

    internal static ElementLayout Of(int components, int inputs) => new(Math.Min(inputs, components), Math.Max(0, components - inputs), 0);
}

/// <summary>
/// Where pipelines work: tensors in host memory, owned by the pipeline and not by the scopes of the step that asks for them.
/// </summary>
internal readonly ref struct HostSide : IDisposable
{
    private readonly LibTorch.Scope.ManualBlock _manual;
    private readonly IDisposable _device;

    private HostSide(LibTorch.Scope.ManualBlock manual)
    {
        _manual = manual;
        _device = Device.Use(Device.Cpu);
    }

    internal static HostSide Enter() => new(LibTorch.Scope.Manual());

    public void Dispose()
    {
        _device.Dispose();
        _manual.Dispose();
    }
}
