using System.Globalization;
using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>The stock network computes what ours computes: same weights, same batch, same loss (and gradients, when asked for).</summary>
internal static class StockCheck
{
    private const double LossTolerance = 1e-4;

    /// <summary>Of the gradient's length. A rounding may move a maximum of a pooling window to another cell: single elements differ by more.</summary>
    private const double GradientTolerance = 1e-3;

    internal static void Run(OwnNetwork network, StockNetwork stock, Tensor x, Tensor images, Tensor labels, bool gradients)
    {
        using var scope = new Scope("check");
        (Tensor ours, Tensor[] expected) = network.Gradients(x, labels);
        Tensor loss = stock.ForwardBackward(images, labels);
        (float a, float b) = ((float)ours, (float)loss);
        if (!(Math.Abs(a - b) <= LossTolerance * Math.Max(1, Math.Abs(a))))
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"--stock: the loss should be {a}; it is {b}"));
        if (gradients)
            Compare(network, stock, expected);
    }

    private static void Compare(OwnNetwork network, StockNetwork stock, Tensor[] expected)
    {
        var byVariable = network.Model.TrainableVariables.Select((v, i) => (v.UniqueId, expected[i])).ToDictionary();
        foreach (StockParameter p in stock.Parameters)
        {
            float[] want = byVariable[p.Source.UniqueId].ToArray<float>();
            float[] have = p.Restore(p.Gradient!).ToArray<float>();
            double scale = Math.Sqrt(want.Sum(w => (double)w * w));
            double distance = Math.Sqrt(want.Zip(have, (w, h) => ((double)w - h) * ((double)w - h)).Sum());
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{p.Source.Name} {p.Source.shape}: differs by {distance:g3} of {scale:g3}"));
            if (!(distance <= GradientTolerance * scale))
                throw new NotSupportedException($"--stock: the gradient of {p.Source.Name} differs");
        }
    }
}
