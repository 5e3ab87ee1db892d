using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.Keras.Utils;
using Tensorflow.Util;
using TfNet.Formats.Hdf5;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Callbacks;

/// <summary>
/// A training that is interrupted, and goes on in objects of another random start, ends with the bits of one that was not: weights,
/// optimizer, history, for every kind of data and at every kind of place.
/// </summary>
public class BackupAndRestoreTests
{
    private const int EpochCount = 4, Samples = 44, Batch = 8;

    private delegate History Fit(Model model, IEnumerable<ICallback> callbacks);

    private static readonly Dictionary<string, Func<Fit>> s_data = new()
    {
        ["arrays"] = () => (m, c) => m.fit(
            (ArrayData)Images(), Labels(), batch_size: Batch, epochs: EpochCount, verbose: 0, callbacks: c, validation_split: 0.2),
        ["arrays by steps"] = () => (m, c) => m.fit(
            (ArrayData)Images(), Labels(), batch_size: Batch, epochs: EpochCount, verbose: 0, callbacks: c, steps_per_epoch: 4),
        ["data set"] = () =>
        {
            IDatasetV2 ds = Dataset().shuffle(20).map(x => new Tensors(x[0] + tf.random.normal(x[0].shape), x[1]), 3).batch(Batch).prefetch(2);
            IDatasetV2 held = Dataset().shuffle(50).batch(Batch);
            return (m, c) => m.fit(ds, held, epochs: EpochCount, verbose: 0, callbacks: c);
        },
        ["data set by steps"] = () =>
        {
            IDatasetV2 ds = Dataset().repeat().shuffle(20).batch(Batch).map(x => new Tensors(x[0] * tf.random.uniform(Shape.Scalar), x[1]), 2).prefetch(3);
            return (m, c) => m.fit(ds, epochs: EpochCount, verbose: 0, callbacks: c, steps_per_epoch: 4);
        },
        ["augmented images"] = () =>
        {
            var generator = new ImageDataGenerator(rotation_range: 20, horizontal_flip: true);
            Sequence images = generator.flow(Images(), Labels(), batch_size: Batch);
            Sequence held = generator.flow(Images(), Labels(), batch_size: Batch);
            return (m, c) => m.fit(images, epochs: EpochCount, verbose: 0, callbacks: c, validation_data: held);
        },
        ["generator"] = () => (m, c) => m.fit(Batches(), epochs: EpochCount, verbose: 0, callbacks: c, steps_per_epoch: 4),
    };

    public static TheoryData<string, string> Kinds
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string data in s_data.Keys)
                foreach (string save in (string[])["epoch", "batches"])
                    rows.Add(data, save);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_resumed_training_equals_an_uninterrupted_one(string data, string save)
    {
        using var folder = new ScratchFolder();
        string state = Path.Combine(folder.Path, "state");
        Result expected = Run(s_data[data], () => Network(), seed: 1, []);
        SaveFrequency frequency = save == "epoch" ? "epoch" : 3;
        Assert.Throws<Interruption>(() => Run(s_data[data], () => Network(), 1, [keras.callbacks.BackupAndRestore(state, frequency), new Stop(2, 2)]));
        Assert.True(File.Exists(Path.Combine(state, "training_state.h5")));
        var watch = new Epochs();
        Result actual = Run(s_data[data], () => Network(), 77, [keras.callbacks.BackupAndRestore(state, frequency), watch]);
        Same(expected, actual);
        // A state from behind the last batch of epoch 1 still has that epoch's end to come.
        Assert.Equal(save == "batches" && data is ("data set" or "augmented images") ? [1, 2, 3] : [2, 3], watch.Seen);
        Assert.False(Directory.Exists(state));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    [InlineData("nadam")]
    [InlineData("legacy")]
    [InlineData("ema")]
    public void Every_kind_of_optimizer_goes_on(string name)
    {
        using var folder = new ScratchFolder();
        string state = Path.Combine(folder.Path, "state");
        Func<IOptimizer> optimizer = name switch
        {
            "sgd" => () => keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1f, 3, 0.5f), momentum: 0.9f),
            "rmsprop" => () => new Tensorflow.Keras.Optimizers.RMSprop(0.01, momentum: 0.5, centered: true),
            "nadam" => () => new Tensorflow.Keras.Optimizers.Nadam(0.01),
            "legacy" => () => new Tensorflow.Keras.Optimizers.Legacy.LegacyOptimizersApi().Adam(0.01),
            _ => () => new Tensorflow.Keras.Optimizers.Adam(0.01, use_ema: true, ema_momentum: 0.9),
        };
        Model Make() => Network(optimizer());
        Result expected = Run(s_data["arrays"], Make, 1, []);
        Assert.Throws<Interruption>(() => Run(s_data["arrays"], Make, 1, [keras.callbacks.BackupAndRestore(state), new Stop(1, 3)]));
        Same(expected, Run(s_data["arrays"], Make, 5, [keras.callbacks.BackupAndRestore(state)]));
    }

    [Theory]
    [InlineData("epoch")]
    [InlineData("batches")]
    public void A_subclassed_model_is_built_by_the_first_batch(string save)
    {
        using var folder = new ScratchFolder();
        string state = Path.Combine(folder.Path, "state");
        SaveFrequency frequency = save == "epoch" ? "epoch" : 2;
        static Model Make() => Compiled(new Subclass(), keras.optimizers.Adam(0.01f));
        Result expected = Run(s_data["data set"], Make, 1, []);
        Assert.Throws<Interruption>(() => Run(s_data["data set"], Make, 1, [keras.callbacks.BackupAndRestore(state, frequency), new Stop(2, 3)]));
        Same(expected, Run(s_data["data set"], Make, 9, [keras.callbacks.BackupAndRestore(state, frequency)]));
    }

    [Fact]
    public void Other_callbacks_remember()
    {
        using var folder = new ScratchFolder();
        string state = Path.Combine(folder.Path, "state");
        List<ICallback> Others() =>
        [
            keras.callbacks.ReduceLROnPlateau("loss", factor: 0.5, patience: 1, min_delta: 0.05),
            keras.callbacks.EarlyStopping("loss", min_delta: 10, patience: 3, restore_best_weights: true),
        ];
        Result expected = Run(s_data["arrays"], () => Network(), 1, Others());
        Assert.Throws<Interruption>(() => Run(
            s_data["arrays"], () => Network(), 1, [keras.callbacks.BackupAndRestore(state), .. Others(), new Stop(2, 1)]));
        List<ICallback> others = Others();
        Same(expected, Run(s_data["arrays"], () => Network(), 4, [keras.callbacks.BackupAndRestore(state), .. others]));
        Assert.Equal(3, ((EarlyStopping)others[1]).stopped_epoch);
        Assert.Equal(0, ((EarlyStopping)others[1]).best_epoch);
    }

    [Fact]
    public void The_state_stays_when_it_is_not_to_be_deleted_and_nothing_is_left_to_do()
    {
        using var folder = new ScratchFolder();
        string state = Path.Combine(folder.Path, "state");
        Result first = Run(s_data["arrays"], () => Network(), 1, [keras.callbacks.BackupAndRestore(state, delete_checkpoint: false)]);
        var watch = new Epochs();
        Result again = Run(s_data["arrays"], () => Network(), 2, [keras.callbacks.BackupAndRestore(state, delete_checkpoint: false), watch]);
        Assert.Empty(watch.Seen);
        Same(first, again);
    }

    [Fact]
    public void A_state_that_does_not_fit_or_is_damaged_is_refused_and_changes_nothing()
    {
        using var folder = new ScratchFolder();
        string state = Path.Combine(folder.Path, "state");
        string file = Path.Combine(state, "training_state.h5");
        Run(s_data["arrays"], () => Network(), 1, [keras.callbacks.BackupAndRestore(state, delete_checkpoint: false)]);
        Assert.Contains("SGD", Message<ValueError>(() => Network(keras.optimizers.SGD(0.1f))), StringComparison.Ordinal);
        string other = Message<ValueError>(() => Compiled(keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3)]), keras.optimizers.Adam(0.01f)));
        Assert.Contains("Delete it to train anew", other, StringComparison.Ordinal);

        byte[] bytes = File.ReadAllBytes(file);
        long at;
        using (Hdf5File h5 = Hdf5File.Open(file))
        {
            byte[] kernel = h5.Root.Group("weights").Dataset("000000").ReadBytes();
            at = bytes.AsSpan().IndexOf(kernel);
        }
        bytes[at + 5] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("SHA-256", Message<ValueError>(() => Network()), StringComparison.Ordinal);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        Assert.ThrowsAny<Exception>(() => Run(s_data["arrays"], () => Network(), 3, [keras.callbacks.BackupAndRestore(state)]));
        new Hdf5Writer().Save(file);
        Assert.Contains("expected a file of BackupAndRestore", Message<ValueError>(() => Network()), StringComparison.Ordinal);

        string Message<T>(Func<Model> make)
            where T : Exception
        {
            Model? made = null;
            float[][] before = [];
            T error = Assert.Throws<T>(() => Run(s_data["arrays"], () => made = Remember(make()), 3, [keras.callbacks.BackupAndRestore(state)]));
            if (before.Length > 0)
                Assert.Equal(before, Values(made!));
            return error.Message;

            Model Remember(Model model)
            {
                before = model.Built ? Values(model) : [];
                return model;
            }
        }
    }

    [Fact]
    public void Arguments_are_checked_as_in_Keras()
    {
        Assert.Equal("Empty `backup_dir` argument passed", Assert.Throws<ValueError>(() => keras.callbacks.BackupAndRestore("")).Message);
        Assert.Contains("save_freq", Assert.Throws<ValueError>(() => keras.callbacks.BackupAndRestore("x", "batch")).Message, StringComparison.Ordinal);
    }

    private static Result Run(Func<Fit> data, Func<Model> make, int seed, IEnumerable<ICallback> callbacks)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(seed);
        Fit fit = data();
        Model model = make();
        History history = fit(model, callbacks);
        return new Result(Values(model), history.epoch, history.history, (long)model.Optimizer.iterations.AsTensor(), (double)model.Optimizer.learning_rate);
    }

    private static void Same(Result expected, Result actual)
    {
        Assert.Equal(expected.Epochs, actual.Epochs);
        Assert.Equal(expected.History.Keys.Order(), actual.History.Keys.Order());
        foreach ((string name, List<float> values) in expected.History)
            Assert.Equal(values, actual.History[name]);
        Assert.Equal(expected.Iterations, actual.Iterations);
        Assert.Equal(expected.Rate, actual.Rate);
        Assert.Equal(expected.Weights.Length, actual.Weights.Length);
        for (int i = 0; i < expected.Weights.Length; i++)
            Assert.Equal(expected.Weights[i], actual.Weights[i]);
    }

    private static float[][] Values(Model model) => [.. model.Weights.Select(w => w.AsTensor().ToArray<float>())];

    private static Model Network(IOptimizer? optimizer = null)
    {
        Tensors x = keras.layers.Input((4, 4, 3));
        Tensors y = keras.layers.Conv2D(4, 3, activation: "relu").Apply(x);
        y = keras.layers.BatchNormalization().Apply(y);
        y = keras.layers.Dropout(0.3f).Apply(keras.layers.Flatten().Apply(y));
        return Compiled(keras.Model(x, keras.layers.Dense(3, activation: "softmax").Apply(y)), optimizer ?? keras.optimizers.Adam(0.01f));
    }

    private static Model Compiled(Model model, IOptimizer optimizer)
    {
        model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(), ["accuracy"]);
        return model;
    }

    private static NDArray Images()
    {
        var random = new System.Random(4);
        return new NDArray(Enumerable.Range(0, Samples * 48).Select(_ => random.NextSingle()).ToArray(), new NumSharp.Shape(Samples, 4, 4, 3));
    }

    private static NDArray Labels() => new(Enumerable.Range(0, Samples).Select(i => (long)(i * 7 % 3)).ToArray());

    private static IDatasetV2 Dataset() => tf.data.Dataset.from_tensor_slices(Images(), Labels());

    private static IEnumerable<(NDArray, NDArray)> Batches()
    {
        for (int i = 0; ; i = (i + 5) % (Samples - Batch))
            yield return (Images()[$"{i}:{i + Batch}"], Labels()[$"{i}:{i + Batch}"]);
    }

    private sealed record Result(float[][] Weights, List<int> Epochs, Dictionary<string, List<float>> History, long Iterations, double Rate);

    private sealed class Interruption : Exception;

    /// <summary>Ends the run as a crash would, after a batch of an epoch.</summary>
    private sealed class Stop(int epoch, int batch) : Callback
    {
        private int _epoch;

        public override void on_epoch_begin(int epoch) => _epoch = epoch;

        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
        {
            if (_epoch == epoch && end_step == batch)
                throw new Interruption();
        }
    }

    private sealed class Epochs : Callback
    {
        internal List<int> Seen { get; } = [];

        public override void on_epoch_begin(int epoch) => Seen.Add(epoch);
    }

    private sealed class Subclass : Model
    {
        private readonly ILayer flatten = keras.layers.Flatten(), dropout = keras.layers.Dropout(0.2f), dense = keras.layers.Dense(3, activation: "softmax");

        internal Subclass()
            : base(new ModelArgs())
        {
        }

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
            dense.Apply(dropout.Apply(flatten.Apply(inputs)));
    }
}
