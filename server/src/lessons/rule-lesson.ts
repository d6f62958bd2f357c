/** The lesson in which one sees why a rule speaks. */
export interface RuleLesson {
  /** `docker/04-dockerfiles` */
  readonly lesson: string;
  readonly title: string;
}
