using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.LibTorch;
using TfNetZoo.Networks;
using Throughput.Stock;
using static Tensorflow.Binding;

namespace Throughput;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            return Run(new Options(args));
        }
        catch (Exception e) when (e is ArgumentException or ValueError or InvalidArgumentError or NotSupportedException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    private static int Run(Options options)
    {
        if (options.Has("help"))
        {
            Console.WriteLine(Options.Usage);
            return 0;
        }
        if (options.Has("list"))
        {
            foreach (NetworkInfo n in ModelRegistry.All)
                Console.WriteLine($"{n.Name} {n.Size}x{n.Size}x{n.Channels} {n.Parameters} parameters");
            return 0;
        }
        bool stock = options.Has("stock");
        if (stock && options.DType != "float32")
            throw new ArgumentException("--stock: expected --dtype float32");
        Engine.StockSettings = stock;
        if (options.Threads > 0)
            tf.config.threading.set_intra_op_parallelism_threads(options.Threads);
        using IDisposable device = tf.device(options.Gpu ? "/GPU:0" : "/CPU:0");
        tf.set_random_seed(1);
        DropoutOp.Off = stock || options.Has("no-dropout");
        if (options.DType == "bfloat16")
            DTypePolicy.SetGlobal("mixed_bfloat16");
        foreach (string mode in options.Modes)
            foreach (string line in Lines(options, mode, stock))
                Console.WriteLine(line);
        return 0;
    }

    private static IEnumerable<string> Lines(Options options, string mode, bool stock) => mode switch
    {
        "ops" => [OpCost.Run()],
        "leak" => LeakCheck.Run(),
        "profile" or "profile-predict" => options.Networks.SelectMany(n => Profile.Run(options, n, stock, train: mode == "profile")),
        _ => options.Networks.Select(n => stock ? StockCase(options, mode, n) : OwnCase(options, mode, n)),
    };

    private static string OwnCase(Options options, string mode, string name)
    {
        var network = new OwnNetwork(name, options.Size, options.Classes);
        (Tensor x, Tensor y) = Batch.Of(network, options.Batch);
        Tensor? last = null;
        var measured = new Case("tfnet", name, mode, options.Batch, network.Size, options.DType, options.Gpu ? "gpu" : "cpu");
        return measured.Measure(options.Steps, () =>
        {
            last?.Dispose();
            last = mode == "train" ? network.Train(x, y) : network.Predict(x)[0];
        }, () => _ = last!.ToByteArray());
    }

    private static string StockCase(Options options, string mode, string name)
    {
        var network = new OwnNetwork(name, options.Size, options.Classes);
        (Tensor x, Tensor y) = Batch.Of(network, options.Batch);
        if (options.Has("verify"))
            network.FillZeros();
        var stock = new StockNetwork(network, options.Batch, options.FusedStockAdam);
        Tensor images = StockNetwork.ChannelsFirst(x);
        StockCheck.Run(network, stock, x, images, y, options.Has("verify"));
        float loss = 0;
        var measured = new Case("stock", name, mode, options.Batch, network.Size, options.DType, options.Gpu ? "gpu" : "cpu");
        return measured.Measure(options.Steps, () =>
        {
            if (mode == "train")
                stock.Train(images, y);
            else
                stock.Predict(images);
        }, () => loss = stock.Wait());
    }
}
