using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Preprocessing;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Examples;

/// <summary>
/// A pretrained network without its last layer, and a new last layer. Three models share these layers: the features alone, the
/// head alone, which learns from stored features, and the whole.
/// </summary>
internal sealed class TransferNetwork
{
    /// <summary>Few photos and 512 features: without a penalty and soft labels the head learns the photos by heart.</summary>
    internal const double LabelSmoothing = 0.1;

    /// <summary>Photos at a time for the features; memory grows with it.</summary>
    internal const int ExtractBatch = 32;

    private const float Penalty = 0.05f;

    private const string LastStage = "conv5";

    // Not a Normalization layer: with few photos a feature can be constant, and its deviation of nearly 0 would blow up whatever training the
    // stage below does to it.
    private readonly ILayer _standardize =
        keras.layers.BatchNormalization(epsilon: 0.01, center: false, scale: false, trainable: false, name: "standardize");

    /// <param name="size">Height and width of the photos.</param>
    /// <param name="classes">Number of classes.</param>
    internal TransferNetwork(int size, int classes)
    {
        Features = ResNet18Cntk.resnet18_cntk(size, size, include_top: false);
        ILayer dense = keras.layers.Dense(
            classes, activation: "softmax", kernel_initializer: "zeros", kernel_regularizer: keras.regularizers.l2(Penalty), name: "predictions");
        Tensors input = keras.layers.Input(ResNet18Cntk.Features);
        Head = keras.Model(input, dense.Apply(_standardize.Apply(input)), "head");
        Whole = keras.Model(Features.inputs!, dense.Apply(_standardize.Apply(Features.outputs!)), "transfer");
    }

    /// <summary>[N, H, W, 3] to [N, 512].</summary>
    internal Functional Features { get; }

    /// <summary>[N, 512] to probabilities.</summary>
    internal Functional Head { get; }

    /// <summary>[N, H, W, 3] to probabilities.</summary>
    internal Functional Whole { get; }

    /// <summary>[N, classes], one row for each photo of an iterator that does not shuffle.</summary>
    internal static Tensor OneHot(DirectoryIterator photos) => tf.one_hot(tf.constant(photos.classes.ToArray()), depth: photos.num_classes);

    /// <summary>The features of all photos.</summary>
    /// <param name="photos">An iterator that does not shuffle.</param>
    internal Tensor Extract(DirectoryIterator photos)
    {
        photos.reset();
        return Features.predict(photos.Select(batch => batch.x), verbose: 1, steps: photos.Length);
    }

    /// <summary>The head sees features with mean 0 and variance 1.</summary>
    internal void Standardize(Tensor features)
    {
        (Tensor mean, Tensor variance) = tf.nn.moments(features, new Axis(0));
        _standardize.set_weights([mean.numpy(), variance.numpy()]);
    }

    /// <summary>Training changes the head only.</summary>
    internal void Freeze() => Features.Trainable = false;

    /// <summary>Lets training change the last stage's convolutions and the head; batch norms keep the statistics they have.</summary>
    internal void UnfreezeLastStage()
    {
        Features.Trainable = true;
        foreach (ILayer layer in Features.Layers)
            ((Layer)layer).Trainable = layer.Name.StartsWith(LastStage, StringComparison.Ordinal) && layer is not BatchNormalization;
    }

    /// <summary>The share of photos whose class is the most probable one.</summary>
    internal double Accuracy(DirectoryIterator photos)
    {
        int[] answers = [.. tf.argmax(Head.predict(Extract(photos)).Single, -1).ToArray<long>().Select(a => (int)a)];
        return answers.Zip(photos.classes, (a, c) => a == c ? 1.0 : 0.0).Average();
    }
}
