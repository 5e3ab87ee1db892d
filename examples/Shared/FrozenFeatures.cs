using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using TfNetZoo.Pretrained;

namespace TfNetZoo.Examples;

/// <summary>For examples that put a new head behind trained features.</summary>
public static class FrozenFeatures
{
    /// <summary>Loads a file's weights into a network without its top, by name, and freezes it; prints what was loaded.</summary>
    /// <param name="feature">The network without its top.</param>
    /// <param name="weights">Of the --pretrained option; the file may have more layers, such as the classifier.</param>
    /// <exception cref="ValueError">A layer's weights are not there or of another shape: frozen at random, it would spoil the rest.</exception>
    public static void Load(Functional feature, string weights)
    {
        WeightReport report = Transfer.Load(feature, weights);
        if (report.Missing.Count + report.Mismatched.Count > 0)
            throw new ValueError($"argument --pretrained: expected weights of all layers before the head in '{weights}'; {report}");
        Console.WriteLine(report);
        feature.trainable = false;
    }
}
