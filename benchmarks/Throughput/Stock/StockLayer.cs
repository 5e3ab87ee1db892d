using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>A gradient; one that nobody else sees may be added to in place.</summary>
internal readonly record struct StockGradient(Tensor Value, bool Fresh);

/// <summary>
/// One operator of the stock network: NCHW, row-major, as PyTorch's eager mode runs it. What its backward pass needs it holds as an
/// owner of its own, and lets go of it there: memory lives as long as under PyTorch's autograd.
/// </summary>
internal abstract class StockLayer
{
    internal int[] Reads { get; set; } = [];

    internal int Write { get; set; }

    internal List<StockParameter> Parameters { get; } = [];

    internal abstract Tensor Forward(Tensor[] x, bool training);

    /// <summary>The gradients of the inputs; parameters' gradients are stored in them.</summary>
    internal abstract StockGradient[] Backward(Tensor dy, bool wantInput);

    /// <summary>One more owner of the same memory.</summary>
    protected static Tensor Share(Tensor x) => new(x.NewNativeOwner());

    protected static void Drop(ref Tensor? x)
    {
        x?.Dispose();
        x = null;
    }
}

/// <summary>A weight with its optimizer's state, row-major in PyTorch's axis order.</summary>
internal sealed class StockParameter
{
    /// <param name="source">The Keras variable.</param>
    /// <param name="reorder">From Keras' axis order to PyTorch's; gives a row-major copy.</param>
    /// <param name="restore">Back again, for comparing gradients.</param>
    internal StockParameter(IVariableV1 source, Func<Tensor, Tensor> reorder, Func<Tensor, Tensor> restore)
    {
        (Source, Restore) = (source, restore);
        using (var scope = new Scope("stock parameter"))
            Value = scope.Return(Aten.contiguous(reorder(source.AsTensor())));
    }

    internal IVariableV1 Source { get; }

    internal Func<Tensor, Tensor> Restore { get; }

    internal Tensor Value { get; }

    internal Tensor? Gradient { get; set; }

    internal Tensor? First { get; set; }

    internal Tensor? Second { get; set; }
}
