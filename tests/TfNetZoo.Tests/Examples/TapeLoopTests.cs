using NumSharp;
using Tensorflow;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.Keras.Text;
using TfNetZoo.Examples;
using static Tensorflow.KerasApi;
using Shape = Tensorflow.Shape;

namespace TfNetZoo.Tests.Examples;

public class TapeLoopTests
{
    [Fact]
    public void Weights_are_kept_when_the_validation_accuracy_is_above_all_before_it()
    {
        var script = new Script([.25f, .25f, 0f, .75f, .5f]);
        Assert.Equal(.75f, script.Loop.Run());
        Assert.Equal([0, 3], script.Saves);
        Assert.Equal([0, 1, 2, 3, 4], script.Ends);
    }

    [Fact]
    public void Without_a_right_answer_nothing_is_saved()
    {
        var script = new Script([0f, 0f]);
        Assert.Equal(0, script.Loop.Run());
        Assert.Empty(script.Saves);
    }

    [Fact]
    public void Each_epoch_draws_two_bars_with_its_own_means()
    {
        var script = new Script([.5f, 1f]);
        script.Loop.Run();
        string[] lines = script.Text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            "train epoch[1/2] loss:1.000, acc:0.500: 100%|##########| 2/2 [",
            "valid epoch[1/2] loss:2.000, acc:0.500: 100%|##########| 2/2 [",
            "train epoch[2/2] loss:1.000, acc:1.000: 100%|##########| 2/2 [",
            "valid epoch[2/2] loss:2.000, acc:1.000: 100%|##########| 2/2 [",
        ];
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(expected.Zip(lines), p => Assert.StartsWith(p.First, p.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void The_images_that_fill_no_batch_come_first_in_the_next_epoch()
    {
        var x = new NDArray(Enumerable.Range(0, 10).Select(i => (float)i).ToArray(), new NumSharp.Shape(10, 1, 1, 1));
        TapeBatches batches = new ImageDataGenerator().flow(x, x.copy(), batch_size: 4, shuffle: false);
        Assert.Equal(2, batches.Steps);
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7]], Pass(batches));
        Assert.Equal([[8, 9], [0, 1, 2, 3]], Pass(batches));
    }

    [Fact]
    public void A_data_set_is_passed_whole()
    {
        var x = new Tensor(new float[] { 0, 1, 2, 3, 4 }, new Shape(5, 1));
        TapeBatches batches = TapeBatches.Of(Binding.tf.data.Dataset.from_tensor_slices(x, x).batch(2));
        Assert.Equal(3, batches.Steps);
        for (int i = 0; i < 2; i++)
            Assert.Equal([[0, 1], [2, 3], [4]], Pass(batches));
    }

    private static float[][] Pass(TapeBatches batches) => [.. batches.Source().Take(batches.Steps).Select(b => b.Images.ToArray<float>())];

    /// <summary>A loop whose validation accuracy is told for each epoch; the training accuracy is the same.</summary>
    private sealed class Script
    {
        public Script(float[] accuracies)
        {
            int epoch = 0;
            Loop = new TapeLoop
            {
                Epochs = accuracies.Length,
                Train = Pass(1),
                Validation = Pass(2),
                SaveBest = () => Saves.Add(epoch),
                EpochEnd = e =>
                {
                    Ends.Add(e);
                    epoch++;
                },
                Output = new ProgressOutput(Text, ProgressDisplay.FinalLine, ProgressOutput.Monotonic),
            };

            TapePass Pass(float loss)
            {
                Mean losses = keras.metrics.Mean(), accuracy = keras.metrics.Mean();
                var one = new Tensor(new float[] { 1 }, new Shape(1, 1));
                var batches = new TapeBatches(2, () => Enumerable.Repeat((one, one), 2));
                return new TapePass(batches, (_, _) =>
                {
                    losses.update_state(loss);
                    accuracy.update_state(accuracies[epoch]);
                }, losses, accuracy);
            }
        }

        public TapeLoop Loop { get; }

        public List<int> Saves { get; } = [];

        public List<int> Ends { get; } = [];

        public AsciiWriter Text { get; } = new();
    }

    /// <summary>Makes the bars draw with ASCII characters.</summary>
    private sealed class AsciiWriter : StringWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.ASCII;
    }
}
