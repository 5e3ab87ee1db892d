using System.Globalization;
using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.LibTorch;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace Throughput;

/// <summary>
/// A thousand training steps of my_model without any Dispose, by fit and by a bare tape loop: resident memory and live native
/// handles after 100 and after 1000 steps.
/// </summary>
internal static class LeakCheck
{
    private const int Size = 32;

    internal static IEnumerable<string> Run()
    {
        foreach (string way in new[] { "fit", "tape" })
        {
            var network = new OwnNetwork("my_model", 0, 0);
            (Tensor x, Tensor y) = Batch.Of(network, Size);
            Action<int> run = way == "fit" ? Fit(network, x, y) : n => Tape(network, x, y, n);
            run(100);
            yield return Line(way, 100);
            run(900);
            yield return Line(way, 1000);
        }
    }

    private static Action<int> Fit(OwnNetwork network, Tensor x, Tensor y)
    {
        Model model = network.Model;
        model.compile(optimizer: keras.optimizers.Adam(0.001f), loss: keras.losses.SparseCategoricalCrossentropy(), metrics: ["accuracy"]);
        (NumSharp.NDArray images, NumSharp.NDArray labels) = (x.numpy(), y.numpy());
        return n => model.fit(images, labels, batch_size: Size, epochs: n, verbose: 0);
    }

    private static void Tape(OwnNetwork network, Tensor x, Tensor y, int steps)
    {
        var optimizer = keras.optimizers.SGD(0.01f);
        for (int i = 0; i < steps; i++)
        {
            var tape = tf.GradientTape();
            Tensor loss = keras.losses.SparseCategoricalCrossentropy().Call(y, network.Model.Apply(x, training: true).Single);
            Tensor[] gradients = tape.gradient(loss, network.Model.TrainableVariables);
            optimizer.apply_gradients(gradients.Zip(network.Model.TrainableVariables));
        }
    }

    private static string Line(string way, int step)
    {
        long handles = TensorHandle.Live;
        long resident = Environment.WorkingSet;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"mode":"leak","loop":"{{way}}","step":{{step}},"resident_mb":{{resident / 1048576.0:0.0}},"live_handles":{{handles}},"live_handles_after_collection":{{TensorHandle.Live}}}""");
    }
}
