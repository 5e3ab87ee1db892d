using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Utils;
using TfNet.Keras.Tests.Text;
using TfNet.Random;
using static Tensorflow.Binding;
using static TfNet.Keras.Tests.Training.TrainCase;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

public class TrainSourceTests
{
    private static readonly Dictionary<string, Action<TrainCase>> s_cases = new()
    {
        ["generator_steps"] = c => Run(c, ["accuracy"], m => m.fit(Batches(N, endless: true), EP, 0, c.Recorder(), steps_per_epoch: 2)),
        ["generator_dry"] = c => Run(c, [], m => m.fit(Batches(24, endless: false), EP, 0, c.Recorder(), steps_per_epoch: 2)),
        ["dataset_plain"] = c => Run(c, ["accuracy"], m => m.fit(
            Slices().batch(BS), epochs: EP, verbose: 0, callbacks: c.Recorder(),
            validation_data: tf.data.Dataset.from_tensor_slices(X6(10, "xv"), OneHot(10)).batch(BS))),
        ["dataset_steps_dry"] = c => Run(c, [], m => m.fit(Slices().batch(BS), EP, 0, c.Recorder(), steps_per_epoch: 2)),
        ["dataset_steps_equal"] = c => Run(c, [], m => m.fit(Slices().batch(BS), EP, 0, c.Recorder(), steps_per_epoch: 3)),
        ["dataset_repeat_steps"] = c => Run(c, [], m => m.fit(Slices().batch(BS).repeat(), EP, 0, c.Recorder(), steps_per_epoch: 2)),
        ["arrays_steps"] = c => Run(c, [], m => m.fit(X6(), OneHot(), 4, EP, 0, c.Recorder(), shuffle: false, steps_per_epoch: 2)),
        ["dataset_val_steps"] = c =>
        {
            foreach ((string key, int steps) in new[] { ("validation_steps_2", 2), ("validation_steps_5", 5) })
            {
                using Tensorflow.Keras.Warnings.Capture warnings = Tensorflow.Keras.Warnings.Listen();
                Model m = Compiled(["accuracy"]);
                History h = m.fit(
                    Slices().batch(BS), tf.data.Dataset.from_tensor_slices(X6(12, "xv"), OneHot(12)).batch(4), EP, 0,
                    validation_steps: steps);
                JsonElement expected = c.Golden.GetProperty(key);
                c.CheckHistory(expected, h);
                CheckMessages(expected, warnings.Messages);
            }
        },
        ["sequence"] = c => SequenceRun(c, BS, shuffle: false, steps: null),
        ["sequence_shuffle"] = c =>
        {
            PythonRandom.Global.seed(0);
            SequenceRun(c, 3, shuffle: true, steps: null);
        },
        ["sequence_steps"] = c => SequenceRun(c, BS, shuffle: false, steps: 2),
        ["steps_per_execution"] = c =>
        {
            Model m = Mlp();
            Fill(m, "fit/mlp");
            m.compile(new SGD(LR), "categorical_crossentropy", steps_per_execution: 2);
            c.CheckRun(m, m.fit(X6(), OneHot(), 4, EP, 0, c.Recorder(), shuffle: false));
        },
    };

    public static TheoryData<string> Names => [.. NamesIn("train_sources")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Trains_as_Keras(string name) => s_cases[name](new TrainCase("train_sources", name));

    [Fact]
    public void Arrays_are_shuffled_anew_in_every_epoch()
    {
        var seen = new List<float>();
        var model = new Spy(seen);
        model.compile(new SGD(LR), "mse");
        var x = new NDArray(Enumerable.Range(0, 10).Select(i => (float)i).ToArray()).reshape(10, 1);
        model.fit(x, x, 3, 3, 0);
        float[][] epochs = [.. seen.Chunk(10)];
        Assert.Equal(3, epochs.Length);
        foreach (float[] epoch in epochs)
            Assert.Equal(Enumerable.Range(0, 10).Select(i => (float)i), epoch.Order());
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[1], epochs[2]);
    }

    private static void Run(TrainCase c, string[] metrics, Func<Model, History> fit)
    {
        using Tensorflow.Keras.Warnings.Capture warnings = Tensorflow.Keras.Warnings.Listen();
        Model m = Compiled(metrics);
        c.CheckRun(m, fit(m));
        CheckMessages(c.Golden, warnings.Messages);
    }

    private static Model Compiled(string[] metrics)
    {
        Model m = Mlp();
        Fill(m, "fit/mlp");
        m.compile(new SGD(LR), "categorical_crossentropy", metrics);
        return m;
    }

    private static void CheckMessages(JsonElement golden, List<string> warnings)
    {
        if (golden.Find("log_messages") is { } expected)
            Assert.Equal(expected.EnumerateArray().Select(e => e.Text()), warnings.Select(w => "WARNING: " + w.TrimEnd()));
    }

    private static IDatasetV2 Slices() => tf.data.Dataset.from_tensor_slices(X6(), OneHot());

    private static IEnumerable<(NDArray, NDArray)> Batches(int n, bool endless)
    {
        NDArray x = X6(n), y = OneHot(n);
        do
        {
            for (int i = 0; i < n; i += BS)
                yield return (x[$"{i}:{Math.Min(i + BS, n)}"], y[$"{i}:{Math.Min(i + BS, n)}"]);
        }
        while (endless);
    }

    private static void SequenceRun(TrainCase c, int batch, bool shuffle, int? steps)
    {
        var sequence = new Recorded(batch);
        Model m = Compiled([]);
        c.CheckRun(m, m.fit(sequence, EP, 0, c.Recorder(), shuffle: shuffle, steps_per_epoch: steps));
        // With fewer steps Keras reads ahead in another thread: what it took beyond them differs from run to run.
        string[] expected = [.. c.Golden.GetProperty("calls").EnumerateArray().Select(e => e.ToString())];
        if (steps is null)
            Assert.Equal(expected, sequence.Calls);
    }

    private sealed class Recorded(int batch) : Sequence
    {
        private readonly Tensor _x = new(X6()), _y = new(OneHot());

        internal List<string> Calls { get; } = [];

        public override int Length => (N + batch - 1) / batch;

        public override (Tensors x, Tensors? y, Tensors? sample_weight) this[int index]
        {
            get
            {
                Calls.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return (Part(_x, index), Part(_y, index), null);
            }
        }

        public override void on_epoch_end() => Calls.Add("on_epoch_end");

        private Tensor Part(Tensor t, int index)
        {
            int columns = (int)t.shape[1], first = index * batch, count = Math.Min(batch, N - first);
            return new Tensor(t.ToArray<float>()[(first * columns)..((first + count) * columns)], (count, columns));
        }
    }

    /// <summary>Keeps the inputs it is given.</summary>
    private sealed class Spy(List<float> seen) : Model
    {
        private readonly ILayer _layer = Tensorflow.KerasApi.keras.layers.Dense(1);

        protected override Tensors Call(
            Tensors inputs, Tensors? state = null, bool? training = null, Tensorflow.Common.Types.IOptionalArgs? optional_args = null)
        {
            seen.AddRange(inputs.ToArray<float>());
            return _layer.Apply(inputs);
        }
    }
}
