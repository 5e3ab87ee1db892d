using Tensorflow.Keras.Engine;

namespace TfNetZoo.Networks;

/// <summary>How the pixels of a photo (RGB, 0 to 255) become a network's input.</summary>
public enum Preprocessing
{
    /// <summary>x / 255.</summary>
    Unit,

    /// <summary>(x / 255 - 0.5) / 0.5.</summary>
    Half,

    /// <summary>x / 255, minus ImageNet's mean, over its deviation, per channel.</summary>
    ImageNet,

    /// <summary>x minus slim's channel means 123.68, 116.78, 103.94.</summary>
    SlimMeans,

    /// <summary>Channels reversed to BGR, minus 103.939, 116.779, 123.68 (Keras' "caffe" mode).</summary>
    Caffe,

    /// <summary>Channels reversed to BGR, minus the mean image that comes with the weights (<see cref="Pretrained.ResNet18Weights"/>).</summary>
    MeanImage,

    /// <summary>As it is: the network scales by itself.</summary>
    None,
}

/// <summary>How a photo gets a network's size.</summary>
public enum PhotoResize
{
    /// <summary>To the square, distorted, with Pillow's bicubic filter: the notes' Keras scripts.</summary>
    Bicubic,

    /// <summary>To the square, distorted, with Pillow's bilinear filter: torchvision's Resize((s, s)).</summary>
    Bilinear,

    /// <summary>The shorter side to 256 (for 224) with the bilinear filter, then the middle: torchvision's Resize(256), CenterCrop(224).</summary>
    ShorterSideCrop,
}

/// <summary>What a factory of the registry is asked for.</summary>
/// <param name="Height">Of the input.</param>
/// <param name="Width">Of the input.</param>
/// <param name="Classes">Number of outputs.</param>
/// <param name="Channels">Of the input.</param>
public sealed record NetworkOptions(int Height, int Width, int Classes, int Channels = 3);

/// <summary>An entry of the registry.</summary>
/// <param name="Name">Unique, lower case.</param>
/// <param name="Family">The file it stands in.</param>
/// <param name="Size">Height and width it is meant for.</param>
/// <param name="Preprocessing">Of photos.</param>
/// <param name="Parameters">All weights' elements at 1000 classes (or <see cref="Classes"/>) and <see cref="Size"/>.</param>
/// <param name="Trainable">Of these, what training changes.</param>
/// <param name="Paper">Where it was published.</param>
/// <param name="Rows">Its rows in the notes' checklist.</param>
/// <param name="Create">Makes it.</param>
public sealed record NetworkInfo(
    string Name,
    string Family,
    int Size,
    Preprocessing Preprocessing,
    long Parameters,
    long Trainable,
    string Paper,
    string Rows,
    Func<NetworkOptions, Model> Create)
{
    public int Channels { get; init; } = 3;

    /// <summary>Outputs that <see cref="Parameters"/> counts.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>True when the last layer is a softmax, false when it gives logits.</summary>
    public bool Probabilities { get; init; } = true;

    /// <summary>How photos get its size.</summary>
    public PhotoResize Resize { get; init; }

    /// <summary>Weights of the loss for each output, the main one last; one output: {1}.</summary>
    public double[] LossWeights { get; init; } = [1];

    /// <summary>The smallest height and width it works at.</summary>
    public int MinimumSize { get; init; } = 32;

    /// <summary>False for networks that work only at <see cref="Size"/>.</summary>
    public bool AnySize { get; init; } = true;

    /// <summary>The network at its own size.</summary>
    public Model Build(int classes = 0, int size = 0) =>
        Create(new NetworkOptions(size > 0 ? size : Size, size > 0 ? size : Size, classes > 0 ? classes : Classes, Channels));
}
