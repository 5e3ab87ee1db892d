namespace Tensorflow.Keras.ArgsDefinition;

/// <summary>Arguments common to optimizers, as TensorFlow.NET programs construct them.</summary>
public class OptimizerV2Args
{
    public string Name { get; set; } = "";

    public float LearningRate { get; set; } = 0.001f;
}

/// <summary>The arguments of <see cref="Optimizers.RMSprop"/>.</summary>
public sealed class RMSpropArgs : OptimizerV2Args
{
    public RMSpropArgs()
    {
        Name = "RMSprop";
    }

    public float RHO { get; set; } = 0.9f;

    public float Momentum { get; set; }

    public float Epsilon { get; set; } = 1e-7f;

    public bool Centered { get; set; }
}
