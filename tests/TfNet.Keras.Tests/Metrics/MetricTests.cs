using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Metrics;
using TfNet.LibTorch;
using TfNet.Tests;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Metrics;

public class MetricTests
{
    private static readonly MetricsApi s_metrics = new();

    private static JsonElement Facts => GoldenValues.Json("losses_metrics", "metrics").RootElement.GetProperty("facts");

    [Fact]
    public void Strings_find_what_keras_finds()
    {
        foreach (JsonProperty p in Facts.GetProperty("metrics.get strings").EnumerateObject())
        {
            Metric found = s_metrics.get(p.Name);
            if (char.IsUpper(p.Value.GetString()![0]))
                Assert.Equal(p.Value.GetString(), found.GetType().Name);
            else
                Assert.Equal(p.Name, found.Name);
        }
        var e = Assert.Throws<ValueError>(() => s_metrics.get("foo"));
        Assert.Contains("Unknown metric function: 'foo'. Known: accuracy", e.Message);
    }

    [Fact]
    public void Accuracy_strings_mean_what_fits_the_output()
    {
        Assert.Equal(1f, Result("accuracy", new Tensor([1L, 0L]), new Tensor([0.1f, 0.9f, 0.8f, 0.2f], (2, 2))));
        Assert.Equal(1f, Result("acc", new Tensor([1L, 0L], (2, 1)), new Tensor([0.1f, 0.9f, 0.8f, 0.2f], (2, 2))));
        Assert.Equal(0.5f, Result("accuracy", new Tensor([0f, 1, 0, 1], (2, 2)), new Tensor([0.1f, 0.9f, 0.8f, 0.2f], (2, 2))));
        Assert.Equal(0.5f, Result("accuracy", new Tensor([1f, 1], (2, 1)), new Tensor([0.6f, 0.4f], (2, 1))));
        Assert.Equal(0.5f, Result("accuracy", new Tensor([1f, 1]), new Tensor([0.6f, 0.4f], (2, 1))));
        Assert.Equal(0.16425f, Result("ce", new Tensor([1L, 0L]), new Tensor([0.1f, 0.9f, 0.2f, 0.8f], (2, 2))) - 0.69315f, 2);

        static float Result(string text, Tensor y, Tensor p)
        {
            Metric metric = s_metrics.ForOutput(text, y.shape, p.shape);
            Assert.Equal(text, metric.Name);
            return (float)metric.Apply(y, p);
        }
    }

    [Fact]
    public void Configs_are_keras_and_make_the_same_metric_again()
    {
        int compared = 0;
        foreach (JsonProperty p in GoldenValues.Json("defaults", "training").RootElement.GetProperty("metrics").EnumerateObject())
        {
            if (!p.Value.Has("get_config", out JsonElement config) || p.Value.Has("alias_of", out _))
                continue;
            var metric = (Metric)s_metrics.get(new Dictionary<string, object?>
            {
                ["class_name"] = p.Name,
                ["config"] = GoldenValues.Config(config)
            });
            Assert.Equal(GoldenValues.Normal(config), GoldenValues.Text(metric.get_config()));
            compared++;
        }
        Assert.Equal(44, compared);
    }

    [Fact]
    public void Automatic_names_are_counted_explicit_ones_are_not()
    {
        string first = s_metrics.AUC().Name;
        Assert.StartsWith("auc", first, StringComparison.Ordinal);
        Assert.NotEqual(first, s_metrics.AUC().Name);
        Assert.Equal("mean", s_metrics.Mean().Name);
        Assert.Equal("mean", s_metrics.Mean().Name);
        Assert.Equal("precision", s_metrics.Precision().Name);
        Assert.Equal("recall", s_metrics.Recall(0.5f).Name);
    }

    [Fact]
    public void Mean_takes_values_in_all_forms()
    {
        Mean mean = s_metrics.Mean("train_loss");
        Assert.Equal(0f, (float)mean.result());
        mean.update_state(1.0);
        Assert.Equal(2f, (float)mean.Apply(new Tensor(3f)));
        Assert.Equal(3f, (float)mean.call(new Tensor(5.0)));
        Assert.Throws<ValueError>(() => ((IMetricFunc)mean).update_state(new Tensor(1f), new Tensor(1f)));
        mean.reset_states();
        Assert.True(float.IsNaN((float)mean.Apply(new Tensor([1f, float.NaN]))));
    }

    [Fact]
    public void A_weight_for_all_values_counts_each_of_them()
    {
        Mean mean = s_metrics.Mean();
        mean.update_state(new Tensor([1f, 2f, 3f]), new Tensor(2f));
        Assert.Equal(12f, (float)mean.weights[0].AsTensor());
        Assert.Equal(6f, (float)mean.weights[1].AsTensor());
    }

    [Fact]
    public void Inside_a_recording_tape_nothing_is_recorded_and_state_outlives_the_step()
    {
        var w = tf.Variable(new[,] { { 1f, 2f }, { 3f, 4f } });
        Metric accuracy = s_metrics.SparseCategoricalAccuracy();
        Mean loss = s_metrics.Mean();
        Step();
        long live = LiveTensors.Settled();
        for (int i = 0; i < 4; i++)
            Step();
        Assert.Equal(live, TensorHandle.Live);
        Assert.Equal(0.5f, (float)accuracy.result());
        Assert.Equal(2.5f, (float)loss.result());

        void Step()
        {
            using var scope = new Scope("step");
            using var tape = tf.GradientTape();
            Tensor p = tf.matmul(new Tensor([1f, 0, 0, 1], (2, 2)), w);
            accuracy.update_state(new Tensor([1L, 0L]), p);
            Tensor value = tf.reduce_mean(p);
            loss.update_state(value);
            Assert.NotNull(tape.gradient(value, w));
        }
    }

    [Fact]
    public void Probabilities_outside_their_range_are_refused()
    {
        using IDisposable processor = tf.device("/CPU:0"); // A GPU does not wait to look at values.
        var e = Assert.Throws<InvalidArgumentError>(() => s_metrics.AUC().update_state(new Tensor([1f]), new Tensor([1.5f])));
        Assert.Contains("predictions must be <= 1", e.Message);
        Assert.Throws<InvalidArgumentError>(() => s_metrics.Precision().update_state(new Tensor([1f]), new Tensor([-0.5f])));
        Assert.Throws<InvalidArgumentError>(() => s_metrics.MeanIoU(2).update_state(new Tensor([2L]), new Tensor([0L])));
        Assert.Throws<ValueError>(() => s_metrics.Precision([1.5]));
        Assert.Throws<ValueError>(() => s_metrics.FBetaScore(average: "none"));
        Assert.Throws<ValueError>(() => s_metrics.F1Score(3).update_state(new Tensor(new float[4], (2, 2)),
            new Tensor(new float[4], (2, 2))));
    }

    [Fact]
    public void Hamming_loss_counts_wrong_labels_or_samples()
    {
        Metric multilabel = s_metrics.HammingLoss("multilabel", 0.6f);
        var y = new Tensor([1f, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1], (3, 4));
        var p = new Tensor([0.82f, 0.5f, 0.9f, 0, 0, 1, 0.4f, 0.98f, 0.89f, 0.79f, 0, 0.3f], (3, 4));
        Assert.Equal(1 / 12f, (float)multilabel.Apply(y, p), 6);
        Metric multiclass = s_metrics.HammingLoss("multiclass");
        Assert.Equal(0.5f, (float)multiclass.Apply(new Tensor([1f, 0, 0, 1], (2, 2)), new Tensor([0.9f, 0.1f, 0.8f, 0.2f], (2, 2))));
        Assert.Throws<TypeError>(() => s_metrics.HammingLoss("other"));
    }

    [Fact]
    public void Exactly_k_predictions_of_a_row_count_when_scores_are_equal()
    {
        Metric precision = s_metrics.Precision(null, top_k: 2);
        Assert.Equal(0.5f, (float)precision.Apply(new Tensor([1f, 0, 1, 0], (1, 4)), new Tensor([0.5f, 0.5f, 0.5f, 0.5f], (1, 4))));
    }
}
