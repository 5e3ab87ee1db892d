using System.Globalization;
using Tensorflow;
using TfNet.LibTorch;
using Throughput.Stock;

namespace Throughput;

/// <summary>Processor time by operator, ours or the stock network's: the sums over some steps after two to warm up.</summary>
internal static class Profile
{
    private const int WarmUp = 2;

    internal static IEnumerable<string> Run(Options options, string name, bool stock, bool train)
    {
        var network = new OwnNetwork(name, options.Size, options.Classes);
        (Tensor x, Tensor y) = Batch.Of(network, options.Batch);
        Action step = stock ? StockStep(options, network, x, y, train) : OwnStep(network, x, y, train);
        for (int i = 0; i < WarmUp; i++)
            step();
        TimeSpan before = OperatorTimes.Now;
        OperatorTimes.Start();
        for (int i = 0; i < options.Steps; i++)
            step();
        List<(string Name, long Calls, TimeSpan Time)> rows = OperatorTimes.Stop();
        TimeSpan total = OperatorTimes.Now - before;
        foreach ((string op, long calls, TimeSpan time) in rows)
            yield return Line(op, calls, time);
        yield return Line("outside", 0, total - rows.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Time));
        yield return Line("all", 0, total);

        string Line(string op, long calls, TimeSpan time) => string.Create(CultureInfo.InvariantCulture,
            $"{{\"engine\":\"{(stock ? "stock" : "tfnet")}\",\"network\":\"{name}\",\"mode\":\"{(train ? "profile" : "profile-predict")}\",\"batch\":{options.Batch},\"operator\":\"{op}\",\"calls_per_step\":{calls / options.Steps},\"processor_ms_per_step\":{time.TotalMilliseconds / options.Steps:0.000},\"share\":{time / total:0.000}}}");
    }

    private static Action OwnStep(OwnNetwork network, Tensor x, Tensor y, bool train) => () =>
    {
        Tensor last = train ? network.Train(x, y) : network.Predict(x)[0];
        _ = last.ToByteArray();
        last.Dispose();
    };

    private static Action StockStep(Options options, OwnNetwork network, Tensor x, Tensor y, bool train)
    {
        var stock = new StockNetwork(network, options.Batch, options.FusedStockAdam);
        Tensor images = StockNetwork.ChannelsFirst(x);
        StockCheck.Run(network, stock, x, images, y, gradients: false);
        return () =>
        {
            if (train)
                stock.Train(images, y);
            else
                stock.Predict(images);
            _ = stock.Wait();
        };
    }
}
