using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>
/// A network as PyTorch's eager mode would run it on the same LibTorch: NCHW row-major activations, OIHW kernels, no fusion, every
/// intermediate result freed at its last use, torch.optim.Adam. It stands for PyTorch of LibTorch's version.
/// </summary>
internal sealed class StockNetwork
{
    private readonly StockBuilder _built;
    private readonly StockAdam _adam;
    private readonly double[] _weights;
    private readonly int[] _readers;
    private Tensor? _last;

    internal StockNetwork(OwnNetwork network, int batch, bool fusedAdam)
    {
        var input = new Shape(batch, network.Size, network.Size, network.Channels);
        _built = new StockBuilder(network.Model, input);
        _weights = network.LossWeights;
        _adam = new StockAdam(fusedAdam);
        StockAdam.Prepare(Parameters);
        _readers = new int[_built.SlotCount];
        foreach (int slot in _built.Layers.SelectMany(l => l.Reads).Concat(_built.Outputs))
            _readers[slot]++;
    }

    internal IEnumerable<StockParameter> Parameters => _built.Layers.SelectMany(l => l.Parameters);

    internal static Tensor ChannelsFirst(Tensor nhwc) => Aten.contiguous(Aten.permute(nhwc, 0, 3, 1, 2));

    internal void Train(Tensor images, Tensor labels)
    {
        using var scope = new Scope("stock step");
        Keep(scope.Return(ForwardBackward(images, labels)));
        _adam.Update(Parameters);
    }

    internal void Predict(Tensor images)
    {
        using var scope = new Scope("stock predict");
        Tensor[] y = Forward(images, training: false);
        Keep(scope.Return(_built.Softmax[0] ? Aten._softmax(y[0], 1) : y[0]));
    }

    /// <summary>The loss; the gradients stay in the parameters.</summary>
    internal Tensor ForwardBackward(Tensor images, Tensor labels)
    {
        Tensor[] y = Forward(images, training: true);
        var gradients = new StockGradient?[_built.SlotCount];
        Tensor? total = null;
        for (int i = 0; i < y.Length; i++)
        {
            double weight = y.Length > 1 ? _weights[i] : 1;
            (Tensor loss, Tensor dy) = CrossEntropy(y[i], labels, weight);
            total = total is null ? loss : Aten.add(total, loss);
            gradients[_built.Outputs[i]] = new(dy, true);
        }
        Backward(gradients);
        return total!;
    }

    /// <summary>Waits for the last result and gives its first value.</summary>
    internal float Wait() => _last!.ToArray<float>()[0];

    private void Keep(Tensor result)
    {
        _last?.Dispose();
        _last = result;
    }

    private Tensor[] Forward(Tensor images, bool training)
    {
        var values = new Tensor?[_built.SlotCount];
        var left = (int[])_readers.Clone();
        values[0] = images;
        foreach (StockLayer layer in _built.Layers)
        {
            values[layer.Write] = layer.Forward(Array.ConvertAll(layer.Reads, s => values[s]!), training);
            foreach (int s in layer.Reads)
            {
                if (--left[s] > 0 || s == 0)
                    continue;
                values[s]!.Dispose();
                values[s] = null;
            }
        }
        return Array.ConvertAll(_built.Outputs, s => values[s]!);
    }

    private void Backward(StockGradient?[] gradients)
    {
        for (int i = _built.Layers.Count - 1; i >= 0; i--)
        {
            StockLayer layer = _built.Layers[i];
            if (gradients[layer.Write] is not { } dy)
                continue;
            StockGradient[] dx = layer.Backward(dy.Value, wantInput: layer.Reads[0] != 0);
            for (int k = 0; k < dx.Length; k++)
                Accumulate(gradients, layer.Reads[k], dx[k]);
            dy.Value.Dispose();
            gradients[layer.Write] = null;
        }
    }

    /// <summary>As autograd's buffer: in place when nobody else holds the sum.</summary>
    private static void Accumulate(StockGradient?[] gradients, int slot, StockGradient g)
    {
        if (gradients[slot] is not { } before)
        {
            gradients[slot] = g;
            return;
        }
        if (before.Fresh)
        {
            NativeOps.AddInPlace(before.Value, g.Value);
            g.Value.Dispose();
            return;
        }
        gradients[slot] = new(Aten.add(before.Value, g.Value), true);
        before.Value.Dispose();
        g.Value.Dispose();
    }

    /// <summary>
    /// log_softmax and nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -> (Tensor, Tensor),
    /// mean over the batch (reduction 1), with nll_loss_backward and _log_softmax_backward_data.
    /// </summary>
    private static (Tensor Loss, Tensor Gradient) CrossEntropy(Tensor logits, Tensor labels, double weight)
    {
        Tensor log = Aten._log_softmax(logits, 1);
        (Tensor loss, Tensor total) = new DispatcherCall("aten::nll_loss_forward"u8).Add(log).Add(labels).AddNone().Add(1L).Add(-100L).Invoke2();
        Tensor seed = Creation.Fill(Shape.Scalar, weight, logits.dtype, logits.Device);
        Tensor dlog = new DispatcherCall("aten::nll_loss_backward"u8).Add(seed).Add(log).Add(labels).AddNone().Add(1L).Add(-100L).Add(total).Invoke();
        return (weight == 1 ? loss : Aten.mul(loss, seed), Aten._log_softmax_backward_data(dlog, log, 1));
    }
}
