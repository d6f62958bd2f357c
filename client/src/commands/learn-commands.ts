// The commands of lessons.
import type { Command } from './command.ts';
import { cleanupExercise } from './learn/cleanup-exercise.ts';
import { openExercise, resetExercise, showSolution } from './learn/exercise-commands.ts';
import { continueLearning, openLesson, readLesson, searchLessons } from './learn/open-lesson.ts';
import { chooseFolder, exportProgress, forgetProgress } from './learn/progress-commands.ts';
import { answerQuiz, checkStep, markRead, runStep, showLive } from './learn/step-commands.ts';

export const learnCommands: readonly Command[] = [
  answerQuiz,
  checkStep,
  chooseFolder,
  cleanupExercise,
  continueLearning,
  exportProgress,
  forgetProgress,
  markRead,
  openExercise,
  openLesson,
  readLesson,
  resetExercise,
  runStep,
  searchLessons,
  showLive,
  showSolution,
];
