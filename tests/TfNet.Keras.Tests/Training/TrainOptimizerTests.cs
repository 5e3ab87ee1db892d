using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using TfNet.Keras.Tests.Text;
using static TfNet.Keras.Tests.Training.TrainCase;
using NDArray = NumSharp.NDArray;

namespace TfNet.Keras.Tests.Training;

/// <summary>Clipping, schedules, and callbacks inside fit.</summary>
public class TrainOptimizerTests
{
    private static readonly Dictionary<string, Action<TrainCase>> s_cases = new()
    {
        ["clipnorm"] = c => Run(c, new SGD(1.0, clipnorm: 0.1), [], EP),
        ["clipvalue"] = c => Run(c, new SGD(1.0, clipvalue: 0.02), [], EP),
        ["global_clipnorm"] = c => Run(c, new SGD(1.0, global_clipnorm: 0.1), [], EP),
        ["lr_schedule"] = c =>
        {
            var adam = new Adam(new ExponentialDecay(0.02f, 2, 0.8f, staircase: true));
            Run(c, adam, [], EP);
            c.CheckNumber("lr_now", c.Golden.GetProperty("lr_now").Number(), (float)adam.learning_rate);
        },
        ["lr_scheduler_fit"] = c => Run(c, new SGD(LR), ["accuracy"], EP, true, new LearningRateScheduler(e => 0.1 * Math.Pow(0.5, e))),
        ["reduce_lr_fit"] = c => Run(c, new SGD(LR), [], 5, false, new ReduceLROnPlateau("loss", 0.5, 1, min_delta: 0.05)),
        ["early_stop_fit"] = c =>
            Run(c, new SGD(2.0f), [], 8, true, new EarlyStopping("val_loss", patience: 1, restore_best_weights: true)),
        ["terminate_on_nan"] = c =>
        {
            NDArray x = X6();
            x.SetSingle(float.PositiveInfinity, 13, 0);
            string text = ConsoleText.Of(() =>
            {
                Model m = Mlp();
                Fill(m, "fit/mlp");
                m.compile(new SGD(LR), "categorical_crossentropy");
                c.CheckRun(m, m.fit(x, OneHot(), 4, EP, 0, c.Recorder(new TerminateOnNaN()), shuffle: false));
            });
            Assert.Equal(c.Golden.GetProperty("stdout").Text(), text);
        },
        ["stop_in_batch"] = c =>
        {
            Model m = c.Filled(Mlp());
            m.compile(new SGD(LR), "categorical_crossentropy");
            c.CheckRun(m, m.fit(
                X6(), OneHot(), 4, EP, 0, c.Recorder(new StopAt(1)), validation_data: (X6(10, "xv"), OneHot(10)), shuffle: false));
        },
    };

    public static TheoryData<string> Names => [.. NamesIn("train_opt")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Trains_as_Keras(string name) => s_cases[name](new TrainCase("train_opt", name));

    private static void Run(
        TrainCase c, OptimizerV2 optimizer, string[] metrics, int epochs, bool validate = false, params ICallback[] callbacks)
    {
        Model m = c.Filled(Mlp());
        m.compile(optimizer, "categorical_crossentropy", metrics);
        c.CheckRun(m, validate
            ? m.fit(X6(), OneHot(), BS, epochs, 0, c.Recorder(callbacks), validation_data: (X6(10, "xv"), OneHot(10)), shuffle: false)
            : m.fit(X6(), OneHot(), BS, epochs, 0, c.Recorder(callbacks), shuffle: false));
    }

    private sealed class StopAt(long batch) : Callback
    {
        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => model.stop_training |= end_step == batch;
    }
}
