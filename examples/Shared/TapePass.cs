using Tensorflow;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Text;

namespace TfNetZoo.Examples;

/// <summary>One half of an epoch, training or validation: resets the metrics, then takes a step with each batch behind a tqdm bar.</summary>
/// <param name="Data">The batches.</param>
/// <param name="Step">What happens with one batch of images and labels; it also updates the two metrics.</param>
/// <param name="Loss">The mean of the losses so far.</param>
/// <param name="Accuracy">The share of right answers so far.</param>
public sealed record TapePass(TapeBatches Data, Action<Tensor, Tensor> Step, Metric Loss, Metric Accuracy)
{
    /// <summary>Runs it.</summary>
    /// <param name="description">From loss and accuracy to the bar's text.</param>
    /// <param name="output">Where the bar is drawn.</param>
    internal void Run(Func<double, double, string> description, ProgressOutput? output)
    {
        Loss.reset_states();
        Accuracy.reset_states();
        var bar = new TqdmBar(Data.Steps, output: output);
        foreach ((Tensor images, Tensor labels) in bar.Wrap(Data.Source().Take(Data.Steps)))
        {
            Step(images, labels);
            bar.Description = description(Value(Loss), Value(Accuracy));
        }
    }

    internal static float Value(Metric metric)
    {
        using Tensor result = metric.result();
        return (float)result;
    }
}
