using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Training;

/// <summary>What a piece of code prints through tf_output_redirect.</summary>
internal static class ConsoleText
{
    internal static string Of(Action action)
    {
        TextWriter? before = tf_output_redirect;
        var text = new StringWriter();
        tf_output_redirect = text;
        try
        {
            action();
        }
        finally
        {
            tf_output_redirect = before;
        }
        return text.ToString();
    }
}
