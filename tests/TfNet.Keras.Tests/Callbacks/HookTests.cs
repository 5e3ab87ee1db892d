using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using static Tensorflow.Binding;
using static TfNet.Keras.Tests.Training.TrainCase;

namespace TfNet.Keras.Tests.Callbacks;

/// <summary>Which hooks are called when, with which logs.</summary>
public class HookTests
{
    [Fact]
    public void Fit_with_validation() => Check(
        "fit with validation: 20 samples, batch 8, 10 validation samples, validation_batch_size 5, 2 epochs",
        (m, cb) => m.fit((ArrayData)X6()!, OneHot(), 8, 2, 0, cb, validation_data: (X6(10), OneHot(10)), validation_batch_size: 5));

    [Fact]
    public void Evaluate() =>
        Check("evaluate: 20 samples, batch 16", (m, cb) => m.evaluate((ArrayData)X6()!, OneHot(), 16, 0, callbacks: cb));

    [Fact]
    public void Predict() => Check("predict: 20 samples, batch 16", (m, cb) => m.predict((ArrayData)X6()!, 16, 0, callbacks: cb));

    [Fact]
    public void Fit_with_split_frequency_and_initial_epoch() => Check(
        "fit: validation_split .5, batch 20, validation_freq 2, initial_epoch 1, epochs 3",
        (m, cb) => m.fit((ArrayData)X6()!, OneHot(), 20, 3, 0, cb, validation_split: 0.5, initial_epoch: 1, validation_freq: 2));

    [Fact]
    public void Fit_on_a_data_set() => Check(
        "fit on a dataset, steps_per_epoch 2",
        (m, cb) => m.fit(tf.data.Dataset.from_tensor_slices(X6(), OneHot()).batch(8), 1, 0, cb, steps_per_epoch: 2));

    [Fact]
    public void Callbacks_of_TensorFlow_NET_are_called_too()
    {
        var plain = new Plain();
        Compiled().fit(X6(), OneHot(), 8, 2, 0, [plain], validation_split: 0.2f);
        Assert.Equal((2, 4, 4), (plain.Epochs, plain.Batches, plain.TestBatches * 2));
        Assert.True(plain.Ended);
    }

    [Fact]
    public void Logs_added_at_the_end_of_an_epoch_reach_later_callbacks_and_the_history()
    {
        var later = new List<string>();
        History h = Compiled().fit(X6(), OneHot(), 8, 1, 0, [
            new LambdaCallback(on_epoch_end: (_, logs) => logs["extra"] = 1, on_batch_end: (_, logs) => logs["bx"] = 1),
            new LambdaCallback(on_epoch_end: (_, logs) => later.AddRange(logs.Keys))]);
        Assert.Equal(["loss", "accuracy", "extra"], later);
        Assert.Equal(["loss", "accuracy", "extra"], h.history.Keys);
    }

    [Fact]
    public void Stopping_ends_the_training_and_the_history_is_the_models()
    {
        Model m = Compiled();
        History h = m.fit(X6(), OneHot(), 8, 5, 0, [new LambdaCallback(on_epoch_end: (epoch, _) => m.stop_training = epoch == 1)]);
        Assert.Equal([0, 1], h.epoch);
        Assert.Same(h, m.history);
        Assert.Equal(3L, h.@params.Steps);
    }

    private static Model Compiled()
    {
        Model m = Mlp();
        m.compile(new SGD(LR), "categorical_crossentropy", metrics: ["accuracy"]);
        return m;
    }

    private static void Check(string trace, Action<Model, ICallback[]> run)
    {
        var spy = new Spy();
        run(Compiled(), [spy]);
        JsonElement[] expected = [.. GoldenJson.Fit("cb_hooks").GetProperty("traces").GetProperty(trace).EnumerateArray()];
        JsonElement parameters = expected[0][1];
        Assert.Equal(parameters.GetProperty("epochs").GetInt32(), spy.@params.Epochs);
        Assert.Equal(parameters.GetProperty("steps").GetInt64(), spy.@params.Steps);
        Assert.Equal(expected.Skip(1).Select(Row), spy.Rows);
    }

    private static string Row(JsonElement e) =>
        $"{e[0].Text()} {(e[1].ValueKind == JsonValueKind.Null ? "" : e[1].ToString())} {Keys(e[2])}".TrimEnd();

    private static string Keys(JsonElement e) =>
        e.ValueKind == JsonValueKind.Null ? "" : string.Join(",", e.EnumerateArray().Select(k => k.Text()));

    private sealed class Spy : Callback
    {
        internal List<string> Rows { get; } = [];

        public override void on_train_begin() => Add("on_train_begin");

        public override void on_train_end(Dictionary<string, float> logs) => Add("on_train_end", null, logs.Keys);

        public override void on_epoch_begin(int epoch) => Add("on_epoch_begin", epoch);

        public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => Add("on_epoch_end", epoch, epoch_logs.Keys);

        public override void on_train_batch_begin(long step) => Add("on_train_batch_begin", step);

        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) =>
            Add("on_train_batch_end", end_step, logs.Keys);

        public override void on_test_begin() => Add("on_test_begin");

        public override void on_test_end(Dictionary<string, float> logs) => Add("on_test_end", null, logs.Keys);

        public override void on_test_batch_begin(long step) => Add("on_test_batch_begin", step);

        public override void on_test_batch_end(long end_step, Dictionary<string, float> logs) =>
            Add("on_test_batch_end", end_step, logs.Keys);

        public override void on_predict_begin() => Add("on_predict_begin");

        public override void on_predict_end() => Add("on_predict_end");

        public override void on_predict_batch_begin(long step) => Add("on_predict_batch_begin", step);

        public override void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs) =>
            Add("on_predict_batch_end", end_step, logs.Keys);

        private void Add(string hook, long? index = null, IEnumerable<string>? keys = null) =>
            Rows.Add($"{hook} {index} {string.Join(",", keys ?? [])}".TrimEnd());
    }

    private sealed class Plain : ICallback
    {
        internal int Epochs { get; private set; }

        internal int Batches { get; private set; }

        internal int TestBatches { get; private set; }

        internal bool Ended { get; private set; }

        public Dictionary<string, List<float>> history { get; set; } = [];

        public void on_train_begin()
        {
        }

        public void on_train_end() => Ended = true;

        public void on_epoch_begin(int epoch)
        {
        }

        public void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => Epochs++;

        public void on_train_batch_begin(long step)
        {
        }

        public void on_train_batch_end(long end_step, Dictionary<string, float> logs) => Batches++;

        public void on_predict_begin()
        {
        }

        public void on_predict_end()
        {
        }

        public void on_predict_batch_begin(long step)
        {
        }

        public void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs)
        {
        }

        public void on_test_begin()
        {
        }

        public void on_test_end(Dictionary<string, float> logs)
        {
        }

        public void on_test_batch_begin(long step)
        {
        }

        public void on_test_batch_end(long end_step, Dictionary<string, float> logs) => TestBatches++;
    }
}
