using Tensorflow.Keras;

namespace Tensorflow;

/// <summary><c>keras</c>, and <c>tf.keras</c>: the same object.</summary>
public static class KerasApi
{
    public static KerasInterface keras { get; } = new();

    extension(tensorflow tf)
    {
        public KerasInterface keras => keras;
    }
}
